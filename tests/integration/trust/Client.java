import java.net.Socket;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens TLS to 127.0.0.1 as each HOST:PORT, with the trust store of the properties; a line each: "accepted" or why not. */
public class Client {
    public static void main(String[] words) throws Exception {
        for (String word : words) {
            String[] parts = word.split(":");
            System.out.println(tryOne(parts[0], Integer.parseInt(parts[1])));
        }
    }

    private static String tryOne(String host, int port) throws Exception {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (Socket plain = new Socket("127.0.0.1", port);
             SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return "accepted";
        } catch (SSLException error) {
            StringBuilder reasons = new StringBuilder();
            for (Throwable cause = error; cause != null; cause = cause.getCause())
                reasons.append(cause.getMessage()).append("; ");
            return reasons.toString();
        }
    }
}
