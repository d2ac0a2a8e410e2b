namespace SuperResFarm.Models.Checkpoints;

/// <summary>One named array of a checkpoint, converted to float.</summary>
/// <param name="shape">Axis lengths, outermost first; empty for a scalar.</param>
/// <param name="values">Elements in C order; as many as the product of <paramref name="shape"/>. Kept and shared with the graphs that are
/// written from it, so nobody may change them from here on.</param>
public sealed class Tensor(int[] shape, float[] values)
{
    /// <summary>Axis lengths, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>Elements in C order.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>The bytes of the elements, little-endian, without a copy of them.</summary>
    internal ReadOnlyMemory<byte> Bytes => new TensorBytes(values).Memory;

    /// <summary>Number of axes.</summary>
    public int Rank => shape.Length;

    /// <returns>The shape as in <c>64x3x3x3</c>.</returns>
    public override string ToString() => Describe(shape);

    internal static string Describe(ReadOnlySpan<int> shape) =>
        shape.IsEmpty ? "scalar" : string.Join('x', shape.ToArray());
}
