#include "core/wire/pickle.h"

#include "core/base/inline_vector.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/wire/opcodes.h"
#include "core/wire/pickle_writer.h"

#include <bit>
#include <limits>

namespace rz::wire {

namespace {

constexpr std::size_t OwnPieceFrom = 64 * 1024;

std::unexpected<Error> refuse(std::string_view why)
{
    return fail(ErrorKind::Argument, str("cannot pickle: ", why));
}

// Writes one value in the canonical form, with a stack of its own.
class PickleEncoder {
public:
    Result<Payload> encode(const Value& root)
    {
        m_out.raw("\x80\x02");
        RZ_CHECK(write(root));
        RZ_CHECK(writeContents());
        m_out.opcode(Opcode::Stop);
        return std::move(m_out).finish();
    }

    Result<Payload> encodeCall(const CallFields& call)
    {
        m_out.raw("\x80\x02");
        m_out.opcode(Opcode::Mark);
        m_outerLevels = 1;
        RZ_CHECK(writeTextOrNone(call.chainId));
        RZ_CHECK(writeText(call.module));
        RZ_CHECK(writeTextOrNone(call.className));
        RZ_CHECK(writeText(call.function));
        RZ_CHECK(open(Value::Type::Tuple, call.args));
        RZ_CHECK(writeContents());
        RZ_CHECK(writeKwargs(call.kwargs));
        m_out.opcode(Opcode::Tuple);
        m_out.opcode(Opcode::Stop);
        return std::move(m_out).finish();
    }

private:
    // Of the containers that are open.
    Result<> writeContents()
    {
        while (!m_open.empty()) {
            Container& container = m_open.back();
            if (container.done == container.count) {
                closeContainer(container);
                m_open.pop();
                continue;
            }
            const std::size_t at = container.done++;
            RZ_CHECK(write(container.items != nullptr ? container.items[at]
                           : at % 2 == 0              ? container.pairs[at / 2].first
                                                      : container.pairs[at / 2].second));
        }
        return {};
    }

    struct Container {
        Value::Type type;
        const Value* items;                    // of a list or tuple
        const std::pair<Value, Value>* pairs;  // of a dict
        std::size_t count;                     // of the values inside, keys included
        std::size_t done;
    };

    Result<> write(const Value& value)
    {
        switch (value.type()) {
        case Value::Type::None: m_out.opcode(Opcode::None); return {};
        case Value::Type::Bool: m_out.opcode(*value.as<bool>() ? Opcode::NewTrue : Opcode::NewFalse); return {};
        case Value::Type::Int: writeInt(*value.as<std::int64_t>()); return {};
        case Value::Type::BigInt: return writeBigInt(*value.as<BigInt>());
        case Value::Type::Float: writeFloat(*value.as<double>()); return {};
        case Value::Type::Bytes: return writeBytes(*value.as<Bytes>());
        case Value::Type::Text: return writeText(*value.as<std::string>());
        case Value::Type::List: return open(Value::Type::List, value.as<List>()->items);
        case Value::Type::Tuple: return open(Value::Type::Tuple, value.as<Tuple>()->items);
        case Value::Type::Dict: return open(Value::Type::Dict, *value.as<Dict>());
        case Value::Type::Kwargs:
            m_out.raw("cmitogen.core\nKwargs\n");
            return open(Value::Type::Kwargs, value.as<Kwargs>()->dict);
        case Value::Type::Blob:
            m_out.raw("cmitogen.core\nBlob\n");
            RZ_CHECK(writeBytes(value.as<Blob>()->data));
            return reduce(Opcode::Tuple1);
        case Value::Type::Secret:
            m_out.raw("cmitogen.core\nSecret\n");
            m_out.beginSecret();
            RZ_CHECK(writeText(value.as<Secret>()->reveal()));
            return reduce(Opcode::Tuple1);
        case Value::Type::CallError:
            m_out.raw("cmitogen.core\n_unpickle_call_error\n");
            RZ_CHECK(writeText(firstCharacters(value.as<CallErrorValue>()->text, MaxCallErrorText)));
            return reduce(Opcode::Tuple1);
        case Value::Type::Context: return writeContext(*value.as<ContextRef>());
        case Value::Type::Sender: return writeSender(*value.as<SenderRef>());
        }
        return refuse("a value has no type");
    }

    Result<> writeKwargs(const Dict& dict)
    {
        if (dict.items.empty()) {  // most calls have none
            m_out.raw("cmitogen.core\nKwargs\n}\x85R");
            return {};
        }
        m_out.raw("cmitogen.core\nKwargs\n");
        RZ_CHECK(open(Value::Type::Kwargs, dict));
        return writeContents();
    }

    void writeInt(std::int64_t number)
    {
        const auto bits = static_cast<std::uint64_t>(number);
        if (bits <= 0xff)
            m_out.opcode<1>(Opcode::BinInt1, bits);
        else if (bits <= 0xffff)
            m_out.opcode<2>(Opcode::BinInt2, bits);
        else if (number == static_cast<std::int32_t>(number))
            m_out.opcode<4>(Opcode::BinInt, bits);
        else
            writeLong(BigInt::fromInt64(number).twosComplement());
    }

    Result<> writeBigInt(const BigInt& number)
    {
        if (const auto small = number.toInt64()) {
            writeInt(*small);
            return {};
        }
        if (number.twosComplement().size() > PickleLimits().maxIntegerBytes)
            return refuse(str("an integer is longer than ", PickleLimits().maxIntegerBytes, " bytes"));
        writeLong(number.twosComplement());
        return {};
    }

    void writeLong(std::string_view twosComplement)
    {
        if (twosComplement.size() <= 0xff)
            m_out.opcode<1>(Opcode::Long1, twosComplement.size());
        else
            m_out.opcode<4>(Opcode::Long4, twosComplement.size());
        m_out.raw(twosComplement);
    }

    void writeFloat(double number)
    {
        m_out.opcode<8>(Opcode::BinFloat, std::byteswap(std::bit_cast<std::uint64_t>(number)));
    }

    Result<> writeBytes(const Bytes& bytes)
    {
        if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
            return refuse("bytes are longer than 2 GiB");
        if (bytes.size() <= 0xff)
            m_out.opcode<1>(Opcode::ShortBinString, bytes.size());
        else
            m_out.opcode<4>(Opcode::BinString, bytes.size());
        if (bytes.size() >= OwnPieceFrom)
            m_out.piece(bytes);
        else
            m_out.raw(bytes.view());
        return {};
    }

    Result<> writeText(std::string_view text)
    {
        if (text.size() > std::numeric_limits<std::uint32_t>::max())
            return refuse("a text is longer than 4 GiB");
        if (!isUtf8(text))
            return refuse("a text is not UTF-8");
        m_out.opcode<4>(Opcode::BinUnicode, text.size());
        m_out.raw(text);
        return {};
    }

    Result<> writeContext(const ContextRef& context)
    {
        m_out.raw("cmitogen.core\n_unpickle_context\n");
        writeInt(raw(context.id));
        if (!context.name)
            m_out.opcode(Opcode::None);
        else if (countCharacters(*context.name) > MaxContextName)
            return refuse(str("the name of a Context has more than ", MaxContextName, " characters"));
        else
            RZ_CHECK(writeText(*context.name));
        return reduce(Opcode::Tuple2);
    }

    Result<> writeSender(const SenderRef& sender)
    {
        if (sender.handle == NoHandle)
            return refuse("a Sender has no handle");
        m_out.raw("cmitogen.core\n_unpickle_sender\n");
        writeInt(raw(sender.context));
        writeInt(raw(sender.handle));
        return reduce(Opcode::Tuple2);
    }

    Result<> reduce(Opcode tuple)
    {
        m_out.opcode(tuple);
        m_out.opcode(Opcode::Reduce);
        return {};
    }

    Result<> writeTextOrNone(std::optional<std::string_view> text)
    {
        if (text)
            return writeText(*text);
        m_out.opcode(Opcode::None);
        return {};
    }

    Result<> open(Value::Type type, std::span<const Value> items)
    {
        if (type == Value::Type::List)
            m_out.opcode(Opcode::EmptyList);
        if (type == Value::Type::List ? !items.empty() : items.size() > 3)
            m_out.opcode(Opcode::Mark);
        return push({.type = type, .items = items.data(), .pairs = nullptr, .count = items.size(), .done = 0});
    }

    Result<> open(Value::Type type, const Dict& dict)
    {
        m_out.opcode(Opcode::EmptyDict);
        if (!dict.items.empty())
            m_out.opcode(Opcode::Mark);
        return push(
            {.type = type, .items = nullptr, .pairs = dict.items.data(), .count = 2 * dict.items.size(), .done = 0});
    }

    Result<> push(const Container& container)
    {
        if (m_open.size() + m_outerLevels == PickleLimits().maxDepth)
            return refuse(str("it nests deeper than ", PickleLimits().maxDepth, " levels"));
        m_open.push(container);
        return {};
    }

    void closeContainer(const Container& container)
    {
        if (container.type == Value::Type::List) {
            if (container.count != 0)
                m_out.opcode(Opcode::Appends);
        } else if (container.type == Value::Type::Tuple) {
            constexpr Opcode Short[] = {Opcode::EmptyTuple, Opcode::Tuple1, Opcode::Tuple2, Opcode::Tuple3};
            m_out.opcode(container.count <= 3 ? Short[container.count] : Opcode::Tuple);
        } else {
            if (container.count != 0)
                m_out.opcode(Opcode::SetItems);
            if (container.type == Value::Type::Kwargs)
                static_cast<void>(reduce(Opcode::Tuple1));
        }
    }

    PickleWriter m_out;
    InlineVector<Container, 12> m_open;
    std::size_t m_outerLevels = 0;  // written without being in m_open
};

}  // namespace

Result<Payload> pickle(const Value& value)
{
    PickleEncoder encoder;  // not PickleEncoder(), which would fill it with zeros first
    return encoder.encode(value);
}

Result<Payload> pickleCall(const CallFields& call)
{
    PickleEncoder encoder;
    return encoder.encodeCall(call);
}

}  // namespace rz::wire
