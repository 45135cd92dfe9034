#include "syntax/dump.hpp"

#include "syntax/dump_exprs.hpp"

namespace lsmap::syntax {
namespace {

class Dumper : public ExprDumper {
 public:
    using ExprDumper::ExprDumper;

    void item(const ast::Item& item) {
        std::visit([this](const auto& node) { put(node); }, item.node);
        out_ += '\n';
    }

 private:
    using ExprDumper::put;

    // entries
    void block(const ast::Block& block) {
        ++indent_;
        for (const ast::Entry& entry : block) {
            out_ += '\n' + std::string(2 * indent_, ' ');
            std::visit([this](const auto& node) { put(node); }, entry.node);
        }
        --indent_;
    }
    void put(const ast::SlotEntry& e) {
        open("slot");
        word(e.name.text);
        sub(e.value);
        close();
    }
    void put(const ast::LetEntry& e) { let(e); }
    void put(const ast::GuardEntry& e) {
        open(e.is_fail ? "fail" : "skip");
        sub(e.message);
        if (e.condition) {
            word("when");
            sub(e.condition);
        }
        close();
    }
    void put(const ast::WhenEntry& e) {
        open("when");
        sub(e.condition);
        block(e.body);
        close();
    }
    void put(const ast::ForEntry& e) {
        open("each");
        clauses(e.clauses);
        block(e.body);
        close();
    }
    void put(const ast::RuleEntry& e) {
        open("rule");
        word(e.control.text);
        if (e.ends) {
            word("ends");
            sub(e.ends->from);
            sub(e.ends->to);
        }
        if (e.object) {
            word("on " + e.object->text);
        }
        if (e.handle) {
            word("as " + e.handle->name.text);
            sub(e.handle->key);
        }
        clauses(e.clauses);
        block(e.body);
        close();
    }
    void put(const ast::WithEntry& e) {
        open("with " + e.control.text);
        block(e.body);
        close();
    }
    void put(const ast::ObjectEntry& e) {
        open("object " + e.name.text);
        block(e.body);
        close();
    }
    void put(const ast::DataEntry& e) { record(e.is_meta ? "meta" : "data", e.entries); }
    void put(const ast::PredictionEntry& e) {
        open("prediction");
        sub(e.version);
        block(e.body);
        close();
    }
    void put(const ast::ApplyEntry& e) {
        open("apply");
        name(e.module);
        word(e.rules.text);
        for (const ast::Argument& argument : e.args) {
            put(argument);
        }
        close();
    }

    // items
    void put(const ast::VersionItem& i) { out_ += fmt::format("(lsmap {}.{})", i.major, i.minor); }
    void put(const ast::ConfigItem& i) { out_ += fmt::format("(config {})", quoted(i.path.text)); }
    void put(const ast::UseItem& i) {
        open("use");
        word(i.standard ? i.path.text : quoted(i.path.text));
        name(i.alias);
        close();
    }
    void put(const ast::OutputItem& i) { out_ += fmt::format("(output {})", i.shape.text); }
    void put(const ast::ParamItem& i) {
        open("param " + i.name.text);
        sub(i.type);
        sub(i.value);
        close();
    }
    void put(const ast::InputItem& i) {
        open("input");
        name(i.name);
        sub(i.type);
        close();
    }
    void put(const ast::TypeItem& i) {
        open("type " + i.name.text);
        sub(i.type);
        close();
    }
    void put(const ast::ConstItem& i) {
        open("const " + i.name.text);
        annotation(i.type);
        sub(i.value);
        close();
    }
    void put(const ast::TableArm& arm) {
        open("arm");
        if (arm.keys.empty()) {
            word("_");
        }
        keys(arm.keys);
        word("->");
        sub(arm.value);
        close();
    }
    void put(const ast::TableSame& same) { out_ += same.loose ? "(same loose)" : "(same)"; }
    void put(const ast::TableByPosition&) { out_ += "(by position)"; }
    void put(const ast::LabelsItem& i) {
        open("labels " + i.name.text);
        names(i.controls);
        for (const ast::TableEntry& entry : i.entries) {
            out_ += "\n  ";
            std::visit([this](const auto& node) { put(node); }, entry);
        }
        close();
    }
    void params(const std::vector<ast::Parameter>& params) {
        out_ += " (";
        for (std::size_t i = 0; i < params.size(); ++i) {
            out_ += fmt::format("{}({}", i == 0 ? "" : " ", params[i].name.text);
            sub(params[i].type);
            close();
        }
        close();
    }
    void put(const ast::FnItem& i) {
        open("fn " + i.name.text);
        if (!i.type_params.empty()) {
            word("type-params");
            names(i.type_params);
        }
        params(i.params);
        sub(i.result);
        sub(i.value);
        close();
    }
    void put(const ast::RulesItem& i) {
        open("rules " + i.name.text);
        params(i.params);
        block(i.body);
        close();
    }
    void put(const ast::TaskItem& i) {
        open("task");
        clauses(i.clauses);
        block(i.body);
        close();
    }
    void put(const ast::TestItem& i) {
        open("test " + quoted(i.name.text));
        block(i.body);
        close();
    }
    void put(const ast::ErrorItem& i) {
        open("broken");
        name(i.declares);
        close();
    }

    std::size_t indent_ = 0;
};

}  // namespace

std::string dump(const ast::Module& module) {
    Dumper dumper(module);
    for (const ast::Item& item : module.items) {
        dumper.item(item);
    }
    return dumper.take();
}

std::string dump(const ast::Module& module, ast::ExprId expr) {
    Dumper dumper(module);
    dumper.expr(expr);
    return dumper.take();
}

std::string dump(const ast::Module& module, ast::TypeId type) {
    Dumper dumper(module);
    dumper.type(type);
    return dumper.take();
}

}  // namespace lsmap::syntax
