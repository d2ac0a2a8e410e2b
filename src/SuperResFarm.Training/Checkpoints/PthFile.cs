using System.IO.Compression;
using System.Runtime.InteropServices;

namespace SuperResFarm.Training.Checkpoints;

/// <summary>
/// Writes PyTorch checkpoints as <c>torch.save</c> does: an archive with a pickle of dictionaries and one member for the elements of each tensor
/// (pytorch: caffe2/serialize/inline_container.h). torch.load reads them with <c>weights_only=True</c>.
/// </summary>
internal static class PthFile
{
    private const string Root = "archive";

    /// <summary>Writes the file beside its place and then moves it there, so that it is whole or absent.</summary>
    /// <param name="path">Is replaced where it exists.</param>
    /// <param name="wrapper">Name of the dictionary within the outermost one, such as <c>params_ema</c>; null for none.</param>
    /// <param name="arrays">The tensors, in order.</param>
    public static void Write(string path, string? wrapper, IReadOnlyList<NamedArray> arrays)
    {
        var unfinished = path + ".part";
        using (var file = File.Create(unfinished))
        {
            Write(file, wrapper, arrays);
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: true);
    }

    private static void Write(Stream file, string? wrapper, IReadOnlyList<NamedArray> arrays)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, "data.pkl", TorchPickle.Of(wrapper, arrays));
        Add(archive, "byteorder", "little"u8);
        for (var i = 0; i < arrays.Count; i++)
            Add(archive, $"data/{i}", MemoryMarshal.AsBytes(arrays[i].Values.AsSpan()));
        Add(archive, "version", "3\n"u8);
    }

    // The date is fixed: equal weights make equal bytes.
    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> content)
    {
        var entry = archive.CreateEntry($"{Root}/{name}", CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var member = entry.Open();
        member.Write(content);
    }
}
