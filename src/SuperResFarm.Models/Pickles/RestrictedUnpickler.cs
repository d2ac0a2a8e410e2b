using System.Runtime.InteropServices;
using SuperResFarm.Contracts.Failures;
using static SuperResFarm.Models.Pickles.PickleOpcode;

namespace SuperResFarm.Models.Pickles;

/// <summary>
/// Carries out the instructions of <see cref="PickleOpcode"/> on a stack of plain values. It calls nothing the file names, uses no
/// recursion, and stops at the bounds of <see cref="CheckpointLimits"/>.
/// </summary>
internal sealed class RestrictedUnpickler(PickleReader reader, CheckpointLimits limits)
{
    private static readonly object _unset = new();

    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly List<object?> _memo = [];
    private readonly List<StorageReference> _storages = [];
    private int _pushed;

    /// <summary>The storages the pickle refers to, in its order, with repetitions.</summary>
    public IReadOnlyList<StorageReference> Storages => _storages;

    /// <returns>The value described by the pickle that starts where the reader stands; the reader then stands behind it.</returns>
    public object? Load()
    {
        while ((PickleOpcode)reader.Byte() is var opcode and not Stop)
            Execute(opcode);
        var result = Pop();
        return _stack.Count == 0 && _marks.Count == 0 ? result : throw Damaged("values are left over");
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case Protocol: RequireProtocol(reader.Byte()); break;
            case Mark: Bound(_marks.Count); _marks.Push(_stack.Count); break;
            case None: Push(null); break;
            case NewTrue: Push(true); break;
            case NewFalse: Push(false); break;
            case BinInt: Push((long)reader.Int32()); break;
            case BinInt1: Push((long)reader.Byte()); break;
            case BinInt2: Push((long)reader.UInt16()); break;
            case Long1: Push(reader.Long()); break;
            case BinFloat: Push(reader.Double()); break;
            case BinUnicode: Push(reader.Text()); break;
            case ShortBinString: Push(reader.ByteString()); break;
            case EmptyList or EmptySet: Push(new PickleList()); break;
            case EmptyDict: Push(new PickleDict()); break;
            case EmptyTuple: PushTuple([]); break;
            case Tuple1: PushTuple(Pop(1)); break;
            case Tuple2: PushTuple(Pop(2)); break;
            case Tuple3: PushTuple(Pop(3)); break;
            case PickleOpcode.Tuple: PushTuple(PopToMark()); break;
            case Append: AppendAll(Pop(1)); break;
            case Appends: AppendAll(PopToMark()); break;
            case SetItem: SetAll(Pop(2)); break;
            case SetItems: SetAll(PopToMark()); break;
            case BinPut: Memoise(reader.Byte()); break;
            case LongBinPut: Memoise(reader.Int32()); break;
            case BinGet: Push(Recall(reader.Byte())); break;
            case LongBinGet: Push(Recall(reader.Int32())); break;
            case Global: Push(PickleGlobals.Resolve(reader.Line(), reader.Line())); break;
            case BinPersistentId: PushStorage(StorageReference.From(Pop())); break;
            case NewObject or Reduce: Call(); break;
            // Attributes of a dictionary (its version metadata) are dropped: they change nothing in the weights.
            case Build: Pop(); RequireDict(Peek()); break;
            default: throw Damaged($"instruction 0x{(byte)opcode:x2} is not one that checkpoints use");
        }
    }

    private static void RequireProtocol(byte version)
    {
        if (version > 2)
            throw ModelRefusal.Because($"The model file uses pickle protocol {version}; save it with torch.save's default protocol 2.");
    }

    private void Call()
    {
        if (Pop(2) is not [var function, PickleTuple arguments])
            throw Damaged("a call without arguments");
        Push((function, arguments.Items) switch
        {
            (PickleGlobal.OrderedDict, []) => new PickleDict(),
            (PickleGlobal.OrderedDict, [PickleList pairs]) => Filled(pairs.Items),
            (PickleGlobal.RebuildTensor, _) => TensorReference.From(arguments, limits.Rank),
            // A parameter is its tensor; requires_grad and hooks do not matter here.
            (PickleGlobal.RebuildParameter, [TensorReference tensor, _, _]) => tensor,
            (PickleGlobal.Size, [PickleTuple lengths]) => lengths,
            (PickleGlobal.Device or PickleGlobal.Encode, _) => PickleOpaque.Instance,
            _ => throw Damaged("a call that checkpoints do not make"),
        });
    }

    // Python 2 gives an ordered dictionary as a list of lists of key and value. One list may serve many, so entries count as pushed.
    private PickleDict Filled(IReadOnlyList<object?> pairs)
    {
        BoundPushed(pairs.Count);
        var dict = new PickleDict();
        foreach (var pair in pairs)
            if (pair is PickleList { Items: [var key, var value] })
                dict.Set(key, value, limits.Depth);
            else
                throw Damaged("a key without value");
        return dict;
    }

    private static PickleDict RequireDict(object? target) =>
        target as PickleDict ?? throw Damaged("something other than a dictionary is filled");

    private void AppendAll(object?[] items)
    {
        var list = Peek() as PickleList ?? throw Damaged("something other than a list is appended to");
        foreach (var item in items)
            list.Append(item, limits.Depth);
    }

    private void SetAll(object?[] items)
    {
        var dict = RequireDict(Peek());
        if (items.Length % 2 != 0)
            throw Damaged("a key without value");
        for (var i = 0; i < items.Length; i += 2)
            dict.Set(items[i], items[i + 1], limits.Depth);
    }

    private void Memoise(int index)
    {
        // PyTorch numbers its memo from 0 upwards, so a list serves, and no file can choose colliding hashes. Python 2 starts at 1, so
        // gaps are allowed, but not more values than instructions so far.
        if ((uint)index >= Math.Min(limits.StackValues, reader.Position))
            throw Damaged("it describes more values than any checkpoint");
        while (_memo.Count <= index)
            _memo.Add(_unset);
        _memo[index] = Peek();
    }

    private object? Recall(int index) =>
        (uint)index < _memo.Count && _memo[index] is var value && value != _unset ? value : throw Damaged("a reference to nothing");

    private void Push(object? value)
    {
        Bound(_stack.Count);
        BoundPushed(1);
        _stack.Add(value);
    }

    private void BoundPushed(int more)
    {
        if ((_pushed += more) > limits.PushedValues)
            throw Damaged("it describes more values than any checkpoint");
    }

    private void PushStorage(StorageReference storage)
    {
        _storages.Add(storage);
        Push(storage);
    }

    private void PushTuple(object?[] items) => Push(new PickleTuple(items, limits.Depth));

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Damaged("a value is missing");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] Pop(int count)
    {
        var start = _stack.Count - count;
        if (start < Floor)
            throw Damaged("a value is missing");
        var items = CollectionsMarshal.AsSpan(_stack)[start..].ToArray();
        _stack.RemoveRange(start, count);
        return items;
    }

    private object?[] PopToMark()
    {
        if (!_marks.TryPop(out var mark))
            throw Damaged("a mark is missing");
        return Pop(_stack.Count - mark);
    }

    // Nothing below the last mark may be taken by an instruction that does not consume the mark.
    private int Floor => _marks.TryPeek(out var mark) ? mark : 0;

    private void Bound(int count)
    {
        if (count >= limits.StackValues)
            throw Damaged("it describes more values than any checkpoint");
    }

    private static FarmException Damaged(string what) =>
        ModelRefusal.Because($"The model file is damaged or malicious: {what}.");
}
