using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Tests.Models;

/// <summary>Writes safetensors files.</summary>
internal static class SafetensorsBytes
{
    /// <param name="checkpoint">What the file holds, in its order.</param>
    /// <param name="type">F64, F32, F16 or BF16.</param>
    /// <param name="prefix">Put before every key.</param>
    public static byte[] Of(Checkpoint checkpoint, string type = "F32", string prefix = "")
    {
        var header = new List<string> { """
            "__metadata__":{"format":"pt"}
            """ };
        var data = new MemoryStream();
        foreach (var key in checkpoint.Keys)
        {
            var tensor = checkpoint.Require(key);
            var begin = data.Length;
            foreach (var value in tensor.Values)
                data.Write(Element(type, value));
            var shape = string.Join(',', tensor.Shape.ToArray());
            header.Add($$"""
                {{JsonSerializer.Serialize(prefix + key)}}:{"dtype":"{{type}}","shape":[{{shape}}],"data_offsets":[{{begin}},{{data.Length}}]}
                """);
        }
        var text = $$"""{{{string.Join(',', header)}}}""";
        // The official writer fills the header up so that the data begin at a multiple of eight.
        return Of(text.PadRight((text.Length + 7) / 8 * 8), data.ToArray());
    }

    public static byte[] Of(string header, params byte[] data) => WithLength(Encoding.UTF8.GetByteCount(header), header, data);

    public static byte[] WithLength(long length, string header, params byte[] data)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        return [.. bytes, .. Encoding.UTF8.GetBytes(header), .. data];
    }

    private static byte[] Element(string type, float value)
    {
        var bytes = new byte[8];
        switch (type)
        {
            case "F64":
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                return bytes;
            case "F32":
                BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                return bytes[..4];
            case "F16":
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                return bytes[..2];
            case "BF16":
                BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                return bytes[2..4];
            default:
                throw new ArgumentOutOfRangeException(nameof(type));
        }
    }
}
