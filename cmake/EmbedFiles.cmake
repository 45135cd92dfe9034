# embed_files(TARGET NAME DIR PATTERN): compiles the texts of DIR/PATTERN into TARGET as the table
# lsmap::embedded::NAME() (src/base/embedded.hpp). New files are noticed at the next build.
set(embed_script "${CMAKE_CURRENT_LIST_DIR}/embed.cmake")
function(embed_files target name dir pattern)
    file(GLOB files CONFIGURE_DEPENDS "${dir}/${pattern}")
    set(out "${PROJECT_BINARY_DIR}/embedded/${name}.cpp")
    add_custom_command(OUTPUT "${out}"
        COMMAND "${CMAKE_COMMAND}" -DDIR=${dir} -DPATTERN=${pattern} -DNAME=${name} -DOUT=${out}
                -P "${embed_script}"
        DEPENDS ${files} "${embed_script}" COMMENT "Embedding ${name}" VERBATIM)
    target_sources(${target} PRIVATE "${out}")
    set_source_files_properties("${out}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
