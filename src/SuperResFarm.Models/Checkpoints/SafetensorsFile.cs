using System.Buffers.Binary;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>
/// The safetensors format: the length of the header (8 bytes, little-endian), the header, the elements of all tensors in C order
/// without gap, overlap or anything behind. Layout: huggingface/safetensors, README.md, "Format".
/// </summary>
internal sealed class SafetensorsFile : IStorageSource
{
    private const int LengthBytes = 8;

    private readonly Dictionary<string, long> _starts = [];

    public SafetensorsFile(Stream file, CheckpointLimits limits)
    {
        var header = ReadHeader(file, limits.PickleBytes);
        var entries = SafetensorsHeader.Read(header, limits);
        var data = LengthBytes + header.LongLength;
        CheckLayout(entries, file.Length - data);
        Tensors = [.. entries.Select(entry => KeyValuePair.Create(entry.Key, Reference(entry)))];
        foreach (var entry in entries)
            _starts.Add(entry.Key, data + entry.Begin);
    }

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<KeyValuePair<string, TensorReference>> Tensors { get; }

    public long Locate(StorageReference storage) => _starts[storage.Key];

    private static byte[] ReadHeader(Stream file, int longest)
    {
        var length = new byte[LengthBytes];
        file.Position = 0;
        file.ReadExactly(length);
        var bytes = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (bytes > (ulong)longest)
            throw ModelRefusal.Because($"The safetensors header has {bytes} bytes, more than the {longest} allowed.");
        if (bytes > (ulong)(file.Length - LengthBytes))
            throw ModelRefusal.Because("The safetensors file is cut short within its header; download it again.");
        var header = new byte[(int)bytes];
        file.ReadExactly(header);
        return header;
    }

    // Each byte belongs to one tensor: no two readers can see different files, and no tensor costs bytes of another.
    private static void CheckLayout(IEnumerable<SafetensorsEntry> entries, long bytes)
    {
        var reached = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin < reached)
                throw Damaged(entry, "overlaps another");
            if (entry.Begin > reached)
                throw Damaged(entry, "follows a gap that belongs to no tensor");
            if (entry.End < entry.Begin)
                throw Damaged(entry, "ends before it begins");
            if (entry.End > bytes)
                throw Damaged(entry, "reaches past the end of the file");
            reached = entry.End;
        }
        if (reached < bytes)
            throw ModelRefusal.Because(
                $"The safetensors file has {bytes - reached} bytes behind its last tensor; it is damaged or malicious.");
    }

    private static TensorReference Reference(SafetensorsEntry entry)
    {
        var stride = new long[entry.Shape.Length];
        var count = 1L;
        try
        {
            for (var axis = stride.Length - 1; axis >= 0; axis--)
                (stride[axis], count) = (count, checked(count * entry.Shape[axis]));
            if (checked(count * entry.Type.Bytes()) == entry.End - entry.Begin)
                return new(new(entry.Key, entry.Type, count, 0, count), 0, entry.Shape, stride);
        }
        catch (OverflowException)
        {
            // No file has that many bytes: same refusal.
        }
        throw Damaged(entry, $"has {entry.End - entry.Begin} bytes, which is not what its shape {string.Join('x', entry.Shape)} needs");
    }

    private static FarmException Damaged(SafetensorsEntry entry, string what) => ModelRefusal.Because(
        $"The model's tensor '{PlainText.Show(entry.Key)}' {what}; the safetensors file is damaged or malicious.");
}
