using System.Buffers.Binary;
using System.Text;

namespace SuperResFarm.Training.Checkpoints;

/// <summary>Pickles (protocol 2) dictionaries of float tensors whose elements lie elsewhere, with the instructions that torch writes.</summary>
internal sealed class TorchPickle
{
    private readonly List<byte> _bytes = [];

    private TorchPickle() => _bytes.AddRange([0x80, 2]);

    /// <param name="wrapper">Name of the dictionary within the outermost one; null for none.</param>
    /// <param name="arrays">The tensors; the elements of number n are stored under the name n.</param>
    public static byte[] Of(string? wrapper, IReadOnlyList<NamedArray> arrays)
    {
        var pickle = new TorchPickle();
        if (wrapper is null)
            pickle.Tensors(arrays);
        else
        {
            pickle.Instruction("}(");
            pickle.Text(wrapper);
            pickle.Tensors(arrays);
            pickle.Instruction("u");
        }
        pickle.Instruction(".");
        return [.. pickle._bytes];
    }

    // collections.OrderedDict(), then its items.
    private void Tensors(IReadOnlyList<NamedArray> arrays)
    {
        Instruction("ccollections\nOrderedDict\n)R(");
        for (var i = 0; i < arrays.Count; i++)
        {
            Text(arrays[i].Key);
            TensorOf(arrays[i], i);
        }
        Instruction("u");
    }

    // torch._utils._rebuild_tensor_v2(storage, offset 0, shape, stride, requires_grad False, OrderedDict())
    private void TensorOf(NamedArray array, int number)
    {
        Instruction("ctorch._utils\n_rebuild_tensor_v2\n((");
        Text("storage");
        Instruction("ctorch\nFloatStorage\n");
        Text(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Text("cpu");
        Whole(array.Values.Length);
        Instruction("tQ");
        Whole(0);
        Numbers(array.Shape);
        Numbers(Strides(array.Shape));
        _bytes.Add(0x89);
        Instruction("ccollections\nOrderedDict\n)RtR");
    }

    private void Numbers(ReadOnlySpan<long> numbers)
    {
        Instruction("(");
        foreach (var number in numbers)
            Whole(checked((int)number));
        Instruction("t");
    }

    private static long[] Strides(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        for (var (axis, count) = (shape.Length - 1, 1L); axis >= 0; count *= shape[axis--])
            strides[axis] = count;
        return strides;
    }

    private void Whole(int number)
    {
        Span<byte> bytes = stackalloc byte[5];
        bytes[0] = (byte)'J';
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], number);
        _bytes.AddRange(bytes);
    }

    private void Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)'X';
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], utf8.Length);
        _bytes.AddRange(head);
        _bytes.AddRange(utf8);
    }

    private void Instruction(string ascii) => _bytes.AddRange(Encoding.ASCII.GetBytes(ascii));
}
