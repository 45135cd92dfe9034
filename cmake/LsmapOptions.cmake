# lsmap_options: how our own code is compiled. `-ffp-contract=off`: the same bytes on every machine.
add_library(lsmap_options INTERFACE)
# A null or wild pointer stops the AddressSanitizer, too; these checks cost a third of the time to compile.
set(without -fno-sanitize=null,alignment,object-size,vptr)
target_compile_options(lsmap_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -ffp-contract=off
    # What gcc 12 says of the standard library's own strings and variants once they are inlined.
    "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-array-bounds;-Wno-stringop-overread;-Wno-stringop-overflow;-Wno-restrict;-Wno-maybe-uninitialized>"
    # Two words that were stored one by one and are loaded at once make the load wait for both.
    $<$<CONFIG:Release>:-fno-tree-slp-vectorize>
    $<$<BOOL:${LSMAP_WERROR}>:-Werror>
    $<$<BOOL:${LSMAP_SANITIZE}>:-fsanitize=address,undefined -fno-sanitize-recover=undefined ${without} -fno-omit-frame-pointer>)
target_link_options(lsmap_options INTERFACE
    $<$<BOOL:${LSMAP_SANITIZE}>:-fsanitize=address,undefined>)

# Debian has pugixml, RE2 and Gumbo as static libraries too; fmt and simdjson are shared only.
set(pugixml_target pugixml::pugixml)
if(LSMAP_STATIC)
    set(pugixml_target $<IF:$<TARGET_EXISTS:pugixml::static>,pugixml::static,pugixml::pugixml>)
    set(re2_prefer_static ON)
    set(gumbo_prefer_static ON)
endif()
