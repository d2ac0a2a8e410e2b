using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SuperResFarm.Tests.Models;

/// <summary>Writes small checkpoints by hand. Every character of the texts here is one byte.</summary>
internal static class CheckpointBytes
{
    /// <summary>The number 1 as float.</summary>
    public const string One = "\0\0\u0080\u003f";

    private const string LegacyHead =
        "\u0080\u0002\u008a\u000al\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003.\u0080\u0002}X\u000d\0\0\0little_endian\u0088s.";

    /// <summary>The first instruction of every pickle.</summary>
    public const string Start = "\u0080\u0002";

    public static byte[] Of(string text) => Encoding.Latin1.GetBytes(text);

    /// <returns>A pickled text.</returns>
    public static string Text(string text) => "X" + Number(text.Length) + text;

    /// <returns>A pickled whole number.</returns>
    public static string Whole(int number) => "J" + Number(number);

    /// <summary>A pickled reference to a storage of floats.</summary>
    /// <param name="key">Name of the storage.</param>
    /// <param name="count">Pickle of the number of elements.</param>
    /// <param name="type">Name of the storage class.</param>
    /// <param name="rest">Pickle of what stands behind the number of elements.</param>
    public static string StorageOf(string key = "0", string count = "K\u0001", string type = "Float", string rest = "") =>
        $"({Text("storage")}ctorch\n{type}Storage\n{Text(key)}{Text("cpu")}{count}{rest}tQ";

    /// <summary>A pickled tensor.</summary>
    /// <param name="size">Pickle of the tuple of axis lengths.</param>
    /// <param name="stride">Pickle of the tuple of strides.</param>
    /// <param name="storage">Pickle of the storage; one float named 0 when null.</param>
    /// <param name="offset">Pickle of the first element.</param>
    public static string Tensor(
        string size = "K\u0001\u0085", string stride = "K\u0001\u0085", string? storage = null, string offset = "K\0") =>
        $"ctorch._utils\n_rebuild_tensor_v2\n({storage ?? StorageOf()}{offset}{size}{stride}\u0089}}tR";

    /// <returns>A whole pickle of a dictionary with the given pickled values.</returns>
    public static string Dict(params (string Key, string Value)[] items) =>
        Start + "}" + string.Concat(items.Select(item => Text(item.Key) + item.Value + "s")) + ".";

    /// <returns>An archive whose storage 0 holds the number 1.</returns>
    public static byte[] WithOne(string pickle) => Archive(("a/data.pkl", pickle), ("a/data/0", One));

    public static byte[] Archive(params (string Name, string Content)[] members) => Archive(CompressionLevel.NoCompression, members);

    public static byte[] Archive(CompressionLevel level, params (string Name, string Content)[] members)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in members)
            {
                using var member = archive.CreateEntry(name, level).Open();
                member.Write(Of(content));
            }
        return bytes.ToArray();
    }

    /// <summary>The format before the archive.</summary>
    /// <param name="pickle">The saved object.</param>
    /// <param name="keys">Names of the storages in the order of their data.</param>
    /// <param name="data">Count and elements of each storage.</param>
    public static byte[] Legacy(string pickle, string[] keys, string data) =>
        Of($"{LegacyHead}{pickle}{Start}]({string.Concat(keys.Select(Text))}e.{data}");

    /// <returns>A 64-bit number.</returns>
    public static string Count(long count)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, count);
        return Encoding.Latin1.GetString(bytes);
    }

    private static string Number(int number) => Count(number)[..4];
}
