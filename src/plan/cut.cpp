#include "plan/lowering.hpp"

#include <algorithm>

// Whether a large record can be cut into parts, and how.
namespace lsmap::plan {

void Lowering::why_whole(Span span, std::string text) { plan_.why_whole = {span, std::move(text)}; }

// `task for x in xs …`, with `xs` a field of the record, and nothing that looks at all rows at
// once.
bool Lowering::can_cut_list(Cut& cut) {
    const Pipeline& pipeline = plan_.pipelines[plan_.task.pipeline];
    const Step& first = pipeline.steps.front();
    const Node& source = plan_.nodes[first.sources.front()];
    const auto* record = program_.types->as<types::RecordType>(program_.record_declared);
    if (record == nullptr || first.kind != Step::Kind::for_list || first.destructure ||
        first.binders.front() == none || first.index != none || source.op != Op::field_of_slot ||
        source.a != plan_.record) {
        why_whole(first.span,
                  "what `task for` goes through is no list that is a field of the record");
        return false;
    }
    for (const Step& step : pipeline.steps) {
        const bool looks_at_all = step.kind == Step::Kind::group ||
                                  step.kind == Step::Kind::order || step.kind == Step::Kind::limit;
        if (looks_at_all) {
            why_whole(step.span, "`group`, `order` and `limit` of `task for` need all of its rows");
            return false;
        }
    }
    cut.list = source.b;
    cut.binder = first.binders.front();
    return true;
}

// Other lists are read by keys of the row alone, or held.
bool Lowering::can_cut_others(Cut& cut) {
    const auto* record = program_.types->as<types::RecordType>(program_.record_declared);
    const NodeId list_source = plan_.pipelines[plan_.task.pipeline].steps.front().sources.front();
    std::set<std::uint32_t> held;
    for (NodeId id = 0; id < plan_.nodes.size(); ++id) {
        const Node& node = plan_.nodes[id];
        if (node.op == Op::slot && node.a == plan_.record) {
            why_whole(plan_.spans[id], "the record is read as a whole");
            return false;
        }
        if (node.op != Op::field_of_slot || node.a != plan_.record || id == list_source) {
            continue;
        }
        if (node.b == cut.list) {
            why_whole(plan_.spans[id],
                      fmt::format("`{}` is read again, as a whole", record->fields[node.b].name));
            return false;
        }
        const auto use = std::ranges::find(indexed_uses_, id, &IndexedUse::source);
        const bool by_row = use != indexed_uses_.end() && use->pure &&
                            std::ranges::all_of(use->probe_reads, [&](ir::VariableId v) {
                                return slot_of(v) == cut.binder;
                            });
        if (!by_row) {
            held.insert(node.b);
            continue;
        }
        auto keyed = std::ranges::find(cut.keyed, node.b, &Cut::Keyed::field);
        if (keyed == cut.keyed.end()) {
            keyed = cut.keyed.insert(keyed, Cut::Keyed{node.b, {}});
        }
        const Index& index = plan_.indexes[use->index];
        keyed->keys.push_back({use->probe, index.key, index.binder, index.by});
    }
    std::erase_if(cut.keyed, [&](const Cut::Keyed& keyed) { return held.contains(keyed.field); });
    cut.held.assign(held.begin(), held.end());
    return true;
}

void Lowering::find_cut() {
    Cut cut;
    if (can_cut_list(cut) && can_cut_others(cut)) {
        plan_.cut = std::move(cut);
    }
}

}  // namespace lsmap::plan
