" Vim syntax of lsmap rule files. Written by editors/generate.mjs from the compiler's own words.
if exists("b:current_syntax")
  finish
endif

syn match lsmapOperator "->\|??\|[-+*/%<>=!|]=\?"
syn match lsmapNumber "\<[0-9]\+\(\.[0-9]\+\)\?\([eE][+-]\?[0-9]\+\)\?\(px\|percent\|norm\|permille\|inch\|pt\|s\|ms\|us\|ns\|ticks\|deg\|rad\)\?\>"
syn match lsmapProperty "\<[A-Za-z_][A-Za-z0-9_]*\ze?\?\s*:\(:\)\@!"
syn match lsmapProperty "\<[A-Za-z_][A-Za-z0-9_]*\ze?\?\s\+from\s\+\""
syn match lsmapMember "\.\@<=[A-Za-z_][A-Za-z0-9_]*"
syn match lsmapFunction "\<\(first\|last\|one\|count\|sum\|mean\|any\|all\|concat\|flatten\|distinct\|index_of\|reverse\|chunk\|range\|min\|max\|argmax\|rank\|top\|abs\|floor\|ceil\|round\|clamp\|exp\|log\|sqrt\|sigmoid\|softmax\|div\|mod\|parse_number\|parse_int\|format\|trim\|lower\|upper\|split\|join_text\|lines\|words\|length\|byte_length\|grapheme_length\|replace\|starts_with\|ends_with\|strip_prefix\|strip_suffix\|base_name\|stem\|url_encode\|strip_fence\|matches\|capture\|find\|find_all\|anchor\|anchor_all\|word_spans\|part_spans\|slice\|trim_span\|node\|html_text\|bio_spans\|word_pieces\|ranges\|merge_adjacent\|parse_time\|parse_datetime\|bounds\|area\|iou\|hull\|outline\|clip\|clamp_to\|simplify\|rescale\|unletterbox\|flip_y\|rotate\|relative\|threshold\|contour\|fill\|file_name\|file_stem\|record_index\|present\|zip\|enumerate\|to\|keyframe\|parse_json\|parse_row\|as\|as_label\|as_path\|labels_of\|scores\)\ze("
syn match lsmapType "\<\(bool\|int\|number\|string\|id\|json\|score\|logit\|logprob\|angle\|time\|datetime\|frame\|page\|offset\|size\|point\|box\|xyxy\|xywh\|cxcywh\|yxyx\|xxyy\|obox\|quad\|cxcywhr\|polygon\|polygons\|keypoint\|keypoints\|mask\|rle\|bitmap\|png\|map\|span\|label\)\>\ze\s*\(<\|[,}?|)\];]\|$\|#\)"
syn match lsmapControl "->\s*\zs\([A-Za-z_][A-Za-z0-9_]*\|`[^`]\+`\)\ze\s*\({\|,\|on\>\|as\>\)"
syn match lsmapItem "^\(lsmap\|config\|use\|output\|param\|input\|type\|const\|labels\|fn\|rules\|task\|test\)\>\(\s*:\)\@!"
syn match lsmapEntry "\(^\s*\|{\s*\)\@<=\(with\|object\|data\|meta\|prediction\|apply\)\>\(\s*[:.(=]\)\@!"
syn match lsmapClause "\<\(left\s\+join\|join\|group\s\+adjacent\|group\|order\s\+by\|limit\|desc\|by\|on\|as\|to\)\>\(\s*[:.(]\)\@!"
syn match lsmapClause "\<\(same\s\+loose\|same\|by\s\+position\)\>\ze\s*\([,}#]\|$\)"
syn keyword lsmapKeyword if then else match for where when let skip fail
syn keyword lsmapOperatorWord and or not in
syn keyword lsmapConstant true false null
syn match lsmapEscape contained "\\\(["\\/bfnrt]\|u[0-9A-Fa-f]\{4}\)"
syn match lsmapBrace contained "{{\|}}"
syn region lsmapString start=+"+ skip=+\\.+ end=+"+ oneline contains=lsmapEscape
syn region lsmapHole contained matchgroup=lsmapBrace start=+{{\@!+ end=+}+ oneline contains=TOP
syn region lsmapFormat start=+\<f"+ skip=+\\.+ end=+"+ oneline contains=lsmapEscape,lsmapBrace,lsmapHole
syn region lsmapRaw start=+\<r"+ end=+"+ oneline
syn match lsmapQuoted "`[^`]\+`"
syn match lsmapComment "#.*$" contains=lsmapTodo,@Spell
syn keyword lsmapTodo contained TODO FIXME

hi def link lsmapComment Comment
hi def link lsmapTodo Todo
hi def link lsmapString String
hi def link lsmapFormat String
hi def link lsmapRaw String
hi def link lsmapEscape SpecialChar
hi def link lsmapBrace SpecialChar
hi def link lsmapQuoted Tag
hi def link lsmapControl Tag
hi def link lsmapNumber Number
hi def link lsmapConstant Constant
hi def link lsmapKeyword Statement
hi def link lsmapClause Statement
hi def link lsmapOperatorWord Operator
hi def link lsmapOperator Operator
hi def link lsmapItem Structure
hi def link lsmapEntry Structure
hi def link lsmapType Type
hi def link lsmapFunction Function
hi def link lsmapProperty Identifier
hi def link lsmapMember Normal

let b:current_syntax = "lsmap"
