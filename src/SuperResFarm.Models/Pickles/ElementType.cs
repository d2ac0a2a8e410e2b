using System.Buffers.Binary;

namespace SuperResFarm.Models.Pickles;

/// <summary>Element type of a storage, named as PyTorch names its storage classes.</summary>
internal enum ElementType
{
    Float,
    Half,
    BFloat16,
    Double,
    Long,
    Int,
    Short,
    Char,
    Byte,
    Bool,
}

internal static class ElementTypes
{
    public static int Bytes(this ElementType type) => type switch
    {
        ElementType.Double or ElementType.Long => 8,
        ElementType.Float or ElementType.Int => 4,
        ElementType.Half or ElementType.BFloat16 or ElementType.Short => 2,
        _ => 1,
    };

    /// <returns>The little-endian element at the start of <paramref name="bytes"/>, rounded to float.</returns>
    public static float Read(this ElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        ElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ElementType.Half => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        // bfloat16 is the upper half of a float.
        ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        ElementType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        ElementType.Long => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ElementType.Int => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ElementType.Short => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        ElementType.Char => (sbyte)bytes[0],
        _ => bytes[0],
    };
}
