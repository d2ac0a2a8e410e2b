using System.Globalization;
using Google.Protobuf;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Onnx;

/// <summary>
/// Weights in a file beside the graph. Source: ONNX, External Data: location (a path relative to the graph; here a plain name), offset
/// and length in bytes.
/// </summary>
internal static class ExternalData
{
    private const int Alignment = 4096;   // whole pages, so that readers can map the weights instead of copying them
    private const int SmallestOutside = 1024;

    /// <returns>Where the weights of the graph at <paramref name="path"/> are written.</returns>
    public static string FileOf(string path) => path + ".data";

    /// <returns>Whether the weights of a constant are in another file.</returns>
    public static bool Holds(TensorProto tensor) => tensor.DataLocation == DataLocation.External;

    /// <summary>Moves the weights of a graph into a file of their own.</summary>
    /// <param name="graph">Keeps its small constants, and for the others the place.</param>
    /// <param name="data">Empty; can seek.</param>
    /// <param name="location">Name of the file.</param>
    public static void MoveOut(GraphProto graph, Stream data, string location)
    {
        foreach (var tensor in graph.Initializer.Where(tensor => tensor.RawData.Length >= SmallestOutside))
        {
            data.Position = (data.Position + Alignment - 1) / Alignment * Alignment;
            tensor.DataLocation = DataLocation.External;
            tensor.ExternalData.Add(Entry("location", location));
            tensor.ExternalData.Add(Entry("offset", data.Position.ToString(CultureInfo.InvariantCulture)));
            tensor.ExternalData.Add(Entry("length", tensor.RawData.Length.ToString(CultureInfo.InvariantCulture)));
            data.Write(tensor.RawData.Span);
            tensor.ClearRawData();
        }
    }

    /// <summary>Fetches all weights that are in other files.</summary>
    /// <param name="model">Holds all its weights afterwards.</param>
    /// <param name="folder">Where it lies; nothing outside is read.</param>
    /// <param name="budget">Most bytes that may be fetched: many constants can name the same bytes.</param>
    /// <returns>Paths of the files, each once, in the order of their names.</returns>
    /// <exception cref="FarmException">A place is none, or the budget is exceeded; the message names the constant.</exception>
    public static IReadOnlyList<string> Fetch(ModelProto model, string folder, long budget)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tensor in GraphConstants.All(model.Graph).Where(Holds))
        {
            var file = FileOf(tensor, folder);
            var (offset, length) = RangeOf(tensor, file);
            if ((budget -= length) < 0)
                throw Refusal(tensor, "exceed the bytes that a model may have");
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(Content(file, offset, length));
            tensor.ClearDataLocation();
            tensor.ExternalData.Clear();
            files.Add(file.FullName);
        }
        return [.. files];
    }

    // A model from anywhere names the file: it must not reach what else the machine has.
    private static FileInfo FileOf(TensorProto tensor, string folder)
    {
        var name = Find(tensor, "location") ?? "";
        if (name is "" or "." or ".." || name.Contains('\\') || name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            throw Refusal(tensor, $"are said to be in '{name}', which is no plain file name; only a file beside the model is read");
        var file = new FileInfo(Path.Combine(folder, name));
        if (file.LinkTarget is not null)
            throw Refusal(tensor, $"are in '{name}', which is a link; put the file itself beside the model");
        return file.Exists ? file : throw Refusal(tensor, $"are in '{name}', which is missing; put it beside the model");
    }

    private static (long Offset, int Length) RangeOf(TensorProto tensor, FileInfo file)
    {
        var offset = Number(tensor, "offset") ?? 0;
        var length = Number(tensor, "length") ?? file.Length - offset;
        return offset <= file.Length && length <= file.Length - offset && length >= 0 && length <= Array.MaxLength
            ? (offset, (int)length)
            : throw Refusal(tensor, $"are said to be {length} bytes at {offset} of '{file.Name}', which has {file.Length}; the file is incomplete or of another model");
    }

    private static byte[] Content(FileInfo file, long offset, int length)
    {
        if (length == 0)
            return [];   // a pipe has no length, and would wait for ever
        var bytes = new byte[length];
        using var data = file.OpenRead();
        data.Position = offset;
        data.ReadExactly(bytes);
        return bytes;
    }

    private static long? Number(TensorProto tensor, string key) => Find(tensor, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Refusal(tensor, $"have the {key} '{text}', which is no number of bytes");

    private static string? Find(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    private static FarmException Refusal(TensorProto tensor, string what) => ModelRefusal.Because($"The weights '{tensor.Name}' of the ONNX model {what}.");
}
