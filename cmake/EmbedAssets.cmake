# The page: built by npm in a copy of its sources below the build directory, so that the source tree
# stays as it is and several build directories do not disturb each other, then turned into C++.

find_program(NODE NAMES node nodejs REQUIRED)
find_program(NPM npm REQUIRED)

# osslens_embed_page(NAME SOURCE_DIR): a library NAME with osslens::web::EmbeddedAssets(). The copy, in which the page's
# own tests run, is `page` in the current build directory.
function(osslens_embed_page name source_dir)
  set(copy ${CMAKE_CURRENT_BINARY_DIR}/page)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/embedded_assets.cc)
  file(MAKE_DIRECTORY ${copy})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    ${source_dir}/src/* ${source_dir}/test/* ${source_dir}/scripts/*)
  set(settings index.html package.json package-lock.json tsconfig.json vite.config.ts)
  list(TRANSFORM settings PREPEND ${source_dir}/ OUTPUT_VARIABLE setting_files)

  add_custom_command(OUTPUT ${copy}/npm-ci.stamp
    COMMAND ${CMAKE_COMMAND} -E copy ${source_dir}/package.json ${source_dir}/package-lock.json ${copy}
    COMMAND ${NPM} ci --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${copy}/npm-ci.stamp
    DEPENDS ${source_dir}/package.json ${source_dir}/package-lock.json
    WORKING_DIRECTORY ${copy}
    COMMENT "Installing the page's build tools"
    VERBATIM)

  # Removed first, so that a file that is gone from the sources is gone from the copy.
  add_custom_command(OUTPUT ${copy}/sources.stamp
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${copy}/src ${copy}/test ${copy}/scripts
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${source_dir}/src ${copy}/src
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${source_dir}/test ${copy}/test
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${source_dir}/scripts ${copy}/scripts
    COMMAND ${CMAKE_COMMAND} -E copy ${setting_files} ${copy}
    COMMAND ${CMAKE_COMMAND} -E touch ${copy}/sources.stamp
    DEPENDS ${sources} ${setting_files} ${copy}/npm-ci.stamp
    COMMENT "Copying the page's sources"
    VERBATIM)

  add_custom_command(OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -E env OSSLENS_UI_OUT=dist ${NPM} run --silent build -- --logLevel warn
    COMMAND ${NODE} scripts/embed-assets.mjs dist ${generated}
    DEPENDS ${copy}/sources.stamp
    WORKING_DIRECTORY ${copy}
    COMMENT "Building the page"
    VERBATIM)

  # A target of its own, so that the page does not wait for the libraries below.
  add_custom_target(${name}_source DEPENDS ${generated})
  add_library(${name} STATIC ${generated})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}
    FILES ${CMAKE_SOURCE_DIR}/web/server/embedded_assets.h)
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON CXX_CLANG_TIDY "")
  add_dependencies(${name} ${name}_source)
  target_link_libraries(${name} PUBLIC osslens_web PRIVATE osslens_warnings)
endfunction()
