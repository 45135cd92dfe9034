#include "base/overloaded.hpp"
#include "plan/lowering.hpp"

#include <memory>

namespace lsmap::plan {
namespace {

// Where a value comes from: places of the input, and for values that rules build, the parts they
// are built of. What is used of it marks those places.
struct From {
    struct Place {
        data::Needs* needs;
        types::TypeId declared;
    };
    std::vector<Place> places;
    std::shared_ptr<From> element;              // of a built list
    std::vector<std::shared_ptr<From>> fields;  // of a built record

    void add(const From& other) {
        places.insert(places.end(), other.places.begin(), other.places.end());
        if (other.element != nullptr) {
            if (element == nullptr) {
                element = std::make_shared<From>(*other.element);
            } else {
                auto both = std::make_shared<From>(*element);
                both->add(*other.element);
                element = both;
            }
        }
        for (std::size_t i = 0; i < other.fields.size(); ++i) {
            if (i >= fields.size()) {
                fields.push_back(other.fields[i]);
            } else {
                auto both = std::make_shared<From>(*fields[i]);
                both->add(*other.fields[i]);
                fields[i] = both;
            }
        }
    }
};

class Analysis {
 public:
    explicit Analysis(const ir::Program& program) : program_(program), types_(*program.types) {
        needs_.named.resize(program.named_inputs.size());
        bind(program.record, {{{&needs_.record, program.record_declared}}, nullptr, {}});
        for (std::size_t i = 0; i < program.named_inputs.size(); ++i) {
            bind(program.named_inputs[i].variable,
                 {{{&needs_.named[i], program.named_inputs[i].declared}}, nullptr, {}});
        }
        const ir::Task& task = program.task;
        clauses(task.clauses);
        block_lets(task.body);  // objects and data may read lets that stand in the body
        for (const ir::ObjectBinding& binding : task.objects) {
            for (const auto& e : {binding.value, binding.text, binding.size, binding.duration,
                                  binding.rate, binding.fps, binding.frames, binding.tokens}) {
                if (e) {
                    use(*e);
                }
            }
        }
        for (const ir::DataEntry& entry : task.data) {
            use(entry.value);
        }
        if (task.id) {
            use(*task.id);
        }
        block(task.body);
    }
    AllNeeds result() {
        if (steps_ > step_limit) {  // too entangled to say: everything
            needs_.record.all = true;
            for (data::Needs& named : needs_.named) {
                named.all = true;
            }
        }
        return std::move(needs_);
    }

 private:
    static constexpr std::size_t step_limit = 1'000'000;

    void bind(ir::VariableId variable, From from) {
        variables_[static_cast<std::uint32_t>(variable)] = std::move(from);
    }
    void use(ir::ExprId id) { mark(of(id)); }
    // Everything of the value is read.
    void mark(const From& from) {
        for (const From::Place& place : from.places) {
            place.needs->all = true;
        }
        if (from.element != nullptr) {
            mark(*from.element);
        }
        for (const auto& field : from.fields) {
            mark(*field);
        }
    }
    void mark_presence(const From& from) {
        for (const From::Place& place : from.places) {
            place.needs->any = true;
        }
    }
    From field(const From& from, std::uint32_t index) {
        From out;
        for (const From::Place& place : from.places) {
            const types::TypeId type = types_.without_optional(place.declared);
            if (const auto* record = types_.as<types::RecordType>(type);
                record != nullptr && index < record->fields.size()) {
                out.places.push_back({&place.needs->parts[index], record->fields[index].type});
            } else if (const auto* tuple = types_.as<types::TupleType>(type);
                       tuple != nullptr && index < tuple->places.size()) {
                out.places.push_back({&place.needs->parts[index], tuple->places[index].type});
            } else {
                place.needs->all = true;  // a union whose alternative is known here, or a shape
            }
        }
        if (index < from.fields.size()) {
            out.add(*from.fields[index]);
        } else if (from.element != nullptr) {  // a place of a built list
            out.add(*from.element);
        }
        return out;
    }
    From element(const From& from) {
        From out;
        for (const From::Place& place : from.places) {
            const types::TypeId type = types_.without_optional(place.declared);
            const auto inside = [&](types::TypeId inner) {
                if (place.needs->element == nullptr) {
                    place.needs->element = std::make_unique<data::Needs>();
                    place.needs->element->any = true;
                }
                out.places.push_back({place.needs->element.get(), inner});
            };
            if (const auto* list = types_.as<types::ListType>(type)) {
                inside(list->element);
            } else if (const auto* map = types_.as<types::MapType>(type)) {
                inside(map->value);
            } else {
                place.needs->all = true;
            }
        }
        if (from.element != nullptr) {
            out.add(*from.element);
        }
        for (const auto& part : from.fields) {
            out.add(*part);
        }
        return out;
    }

    From of(ir::ExprId id) {
        if (++steps_ > step_limit) {
            return {};
        }
        From none;
        return std::visit(
            Overloaded{
                [&](const ir::Constant&) { return none; },
                [&](const ir::Use& n) {
                    const ir::Variable& variable = program_.variables[n.variable];
                    const auto found = variables_.find(static_cast<std::uint32_t>(n.variable));
                    if (found != variables_.end()) {
                        return found->second;
                    }
                    if (variable.kind == ir::VariableKind::constant) {
                        return of(variable.value);
                    }
                    return none;
                },
                [&](const ir::FieldOf& n) { return field(of(n.object), n.index); },
                [&](const ir::Part& n) { return use(n.object), none; },
                [&](const ir::ElementAt& n) {
                    use(n.index);
                    const From list = of(n.list);
                    const auto* index = std::get_if<ir::Constant>(&program_.exprs[n.index].node);
                    return n.certain && index != nullptr && !list.places.empty() &&
                                   types_.is<types::TupleType>(
                                       types_.without_optional(list.places.front().declared))
                               ? field(list, static_cast<std::uint32_t>(index->value.integer))
                               : element(list);
                },
                [&](const ir::SliceOf& n) {
                    if (n.from) {
                        use(*n.from);
                    }
                    if (n.to) {
                        use(*n.to);
                    }
                    return of(n.object);
                },
                [&](const ir::Lookup& n) { return use(n.key), element(of(n.map)); },
                [&](const ir::Chain& n) {
                    From object = of(n.object);
                    mark_presence(object);
                    bind(n.it, std::move(object));
                    return of(n.rest);
                },
                [&](const ir::Coalesce& n) {
                    From value = of(n.value);
                    mark_presence(value);
                    value.add(of(n.otherwise));
                    return value;
                },
                [&](const ir::Unary& n) { return use(n.operand), none; },
                [&](const ir::Binary& n) { return use(n.left), use(n.right), none; },
                [&](const ir::Compare& n) { return use(n.left), use(n.right), none; },
                [&](const ir::And& n) { return use(n.left), use(n.right), none; },
                [&](const ir::Or& n) { return use(n.left), use(n.right), none; },
                [&](const ir::InList& n) { return use(n.value), use(n.list), none; },
                [&](const ir::InTable& n) { return use(n.key), none; },
                [&](const ir::Present& n) { return mark_presence(of(n.value)), none; },
                [&](const ir::If& n) {
                    use(n.condition);
                    From value = of(n.yes);
                    value.add(of(n.no));
                    return value;
                },
                [&](const ir::Match& n) { return match(n); },
                [&](const ir::MakeList& n) {
                    From list;
                    list.element = std::make_shared<From>();
                    for (const ir::ExprId e : n.elements) {
                        list.element->add(of(e));
                    }
                    return list;
                },
                [&](const ir::MakeRecord& n) {
                    From record;
                    for (const ir::ExprId e : n.fields) {
                        record.fields.push_back(std::make_shared<From>(of(e)));
                    }
                    return record;
                },
                [&](const ir::Call& n) {
                    for (const ir::ExprId arg : n.args) {
                        use(arg);
                    }
                    return none;
                },
                [&](const ir::CallFunction& n) {
                    const ir::Function& function = program_.functions[n.function];
                    for (std::size_t i = 0; i < n.args.size(); ++i) {
                        bind(function.params[i], of(n.args[i]));
                    }
                    return of(function.value);
                },
                [&](const ir::TableLookup& n) { return use(n.key), none; },
                [&](const ir::Interpolate& n) {
                    for (const ir::Interpolate::Piece& piece : n.pieces) {
                        if (piece.value) {
                            use(*piece.value);
                        }
                    }
                    return none;
                },
                [&](const ir::Skip&) { return none; },
                [&](const ir::Fail& n) {
                    if (n.message) {
                        use(*n.message);
                    }
                    return none;
                },
                [&](const ir::ScoresOf&) { return none; },
                [&](const ir::HandleRef& n) {
                    if (n.key) {
                        use(*n.key);
                    }
                    return none;
                },
                [&](const ir::RegionElse& n) {
                    use(n.region);
                    if (const auto* other = std::get_if<ir::ExprId>(&n.otherwise)) {
                        use(*other);
                    } else if (const auto* fail = std::get_if<ir::Fail>(&n.otherwise);
                               fail != nullptr && fail->message) {
                        use(*fail->message);
                    }
                    return none;
                },
                [&](const ir::MakeShape& n) {
                    for (const ir::ExprId part : n.parts) {
                        use(part);
                    }
                    return none;
                },
                [&](const ir::Decode& n) { return use(n.text), none; },
                [&](const ir::Convert& n) {
                    if (n.conversion == ir::Conversion::wrap_list) {
                        From list;
                        list.element = std::make_shared<From>(of(n.value));
                        return list;
                    }
                    return use(n.value), none;
                },
                [&](const ir::Query& n) {
                    clauses(n.clauses);
                    From list;
                    list.element = std::make_shared<From>(of(n.element));
                    return list;
                },
            },
            program_.exprs[id].node);
    }

    From match(const ir::Match& n) {
        const From subject = of(n.subject);
        mark_presence(subject);
        From out;
        for (const ir::MatchArm& arm : n.arms) {
            if (std::holds_alternative<ir::MatchArm::Literals>(arm.test)) {
                mark(subject);
            }
            if (arm.binder) {
                const auto* alternative = std::get_if<ir::MatchArm::Alternative>(&arm.test);
                bind(*arm.binder, alternative != nullptr && alternative->alternatives.size() == 1
                                      ? narrowed(subject, alternative->alternatives.front())
                                      : subject);
            }
            out.add(of(arm.value));
        }
        return out;
    }
    From narrowed(const From& from, std::uint16_t alternative) {
        From out;
        for (const From::Place& place : from.places) {
            const auto* choice =
                types_.as<types::UnionType>(types_.without_optional(place.declared));
            if (choice != nullptr && alternative < choice->alternatives.size()) {
                out.places.push_back(
                    {&place.needs->parts[alternative], choice->alternatives[alternative]});
            } else {
                out.places.push_back(place);
            }
        }
        out.element = from.element;
        out.fields = from.fields;
        return out;
    }

    void clauses(const std::vector<ir::Clause>& list) {
        for (const ir::Clause& clause : list) {
            std::visit(Overloaded{
                           [&](const ir::For& n) { source(n); },
                           [&](const ir::Where& n) { use(n.condition); },
                           [&](const ir::LetVariable& n) { let(n); },
                           [&](const ir::Join& n) {
                               bind(n.binder, element(of(n.source)));
                               for (const ir::Join::Key& key : n.keys) {
                                   use(key.outer);
                                   use(key.inner);
                               }
                           },
                           [&](const ir::Group& n) {
                               From group;
                               From key = of(n.key);
                               mark(key);
                               group.fields.push_back(std::make_shared<From>(std::move(key)));
                               auto items = std::make_shared<From>();
                               items->element = std::make_shared<From>(of(n.value));
                               group.fields.push_back(std::move(items));
                               bind(n.group, std::move(group));
                           },
                           [&](const ir::Order& n) {
                               for (const ir::Order::Key& key : n.keys) {
                                   use(key.value);
                               }
                           },
                           [&](const ir::Limit& n) { use(n.count); },
                       },
                       clause.node);
        }
    }
    void source(const ir::For& n) {
        std::vector<From> parts;
        for (const ir::ExprId e : n.sources) {
            const From list = of(e);
            mark_presence(list);
            parts.push_back(n.kind == ir::SourceKind::optional ? list : element(list));
        }
        const auto binder = [&](std::size_t i, From from) {
            if (i < n.binders.size() && n.binders[i]) {
                bind(*n.binders[i], std::move(from));
            }
        };
        if (n.destructure) {
            for (std::uint32_t i = 0; i < n.binders.size(); ++i) {
                binder(i, field(parts[0], i));
            }
        } else if (n.kind == ir::SourceKind::zip) {
            for (std::size_t i = 0; i < parts.size(); ++i) {
                binder(i, parts[i]);
            }
        } else if (n.kind == ir::SourceKind::map || n.kind == ir::SourceKind::enumerate) {
            binder(0, {});
            binder(1, parts[0]);
        } else {
            binder(0, parts[0]);
        }
    }
    void let(const ir::LetVariable& n) {
        From value = of(n.value);
        if (n.variable) {
            bind(*n.variable, std::move(value));
        } else {
            mark(value);
        }
    }
    void block_lets(const ir::Block& body) {
        for (const ir::Statement& s : body) {
            if (const auto* n = std::get_if<ir::LetVariable>(&s.node)) {
                let(*n);
            }
        }
    }
    void block(const ir::Block& body) {
        for (const ir::Statement& s : body) {
            std::visit(Overloaded{
                           [&](const ir::LetVariable& n) { let(n); },
                           [&](const ir::Guard& n) {
                               if (n.condition) {
                                   use(*n.condition);
                               }
                               if (n.message) {
                                   use(*n.message);
                               }
                           },
                           [&](const ir::When& n) { use(n.condition), block(n.body); },
                           [&](const ir::ForEach& n) { clauses(n.clauses), block(n.body); },
                           [&](const ir::SlotValue& n) { use(n.value); },
                           [&](const ir::CommonValue& n) { use(n.value); },
                           [&](const ir::Rule& n) {
                               clauses(n.clauses);
                               if (n.handle_key) {
                                   use(*n.handle_key);
                               }
                               block(n.body);
                           },
                           [&](const ir::Relation& n) {
                               clauses(n.clauses);
                               use(n.from);
                               use(n.to);
                               block(n.body);
                           },
                           [&](const ir::Prediction& n) {
                               use(n.version);
                               block(n.body);
                               if (n.score) {
                                   use(*n.score);
                               }
                           },
                       },
                       s.node);
        }
    }

    const ir::Program& program_;
    const types::TypeStore& types_;
    AllNeeds needs_;
    std::unordered_map<std::uint32_t, From> variables_;
    std::size_t steps_ = 0;
};

}  // namespace

AllNeeds compute_needs(const ir::Program& program) {
    Analysis analysis(program);
    return analysis.result();
}

}  // namespace lsmap::plan
