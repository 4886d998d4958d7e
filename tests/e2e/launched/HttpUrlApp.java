import java.net.HttpURLConnection;
import java.net.URL;

/** An app without any setting of a proxy: prints what a GET of the URL answers. */
class HttpUrlApp {
  public static void main(String[] words) throws Exception {
    var connection = (HttpURLConnection) new URL(words[0]).openConnection();
    try (var body = connection.getInputStream()) {
      body.transferTo(System.out);
    }
    System.out.flush();
  }
}
