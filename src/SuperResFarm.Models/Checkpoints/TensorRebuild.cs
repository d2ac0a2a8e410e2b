using System.Runtime.InteropServices;
using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>
/// Reads tensors out of their storages into C order, as float. Elements that lie one after another go from the file into the tensor;
/// for others the whole storage is held, until its last such tensor.
/// </summary>
internal sealed class TensorRebuild
{
    private const int ChunkBytes = 1 << 16;

    private readonly Stream _file;
    private readonly IStorageSource _storages;
    private readonly Dictionary<string, int> _scatteredLeft;
    private readonly Dictionary<string, byte[]> _held = [];
    private byte[]? _chunk;
    private long _budget;

    /// <param name="file">What <paramref name="storages"/> points into.</param>
    /// <param name="storages">Where the elements lie.</param>
    /// <param name="limits">Bound on how far the tensors may exceed their storages.</param>
    /// <param name="wanted">Every tensor that will be asked for, once each.</param>
    public TensorRebuild(Stream file, IStorageSource storages, CheckpointLimits limits, IReadOnlyList<TensorReference> wanted)
    {
        (_file, _storages) = (file, storages);
        _scatteredLeft = wanted.Where(tensor => !tensor.IsContiguous).CountBy(tensor => tensor.Storage.Key).ToDictionary();
        _budget = limits.ExpandedValues + CountStored(wanted.Select(tensor => tensor.Storage), file.Length);
    }

    /// <param name="key">Name of the tensor, for messages.</param>
    /// <param name="tensor">How it lies in its storage.</param>
    public Tensor Rebuild(string key, TensorReference tensor)
    {
        var count = CheckBounds(key, tensor);
        if ((_budget -= count) < 0)
            throw ModelRefusal.Because($"The model's tensors are far larger than its file, from '{key}' on; it is damaged or malicious.");
        // Before the allocation: a storage that is not in the file must not cost memory.
        var position = count == 0 ? 0 : _storages.Locate(tensor.Storage);
        var values = new float[count];
        if (count > 0 && tensor.IsContiguous)
            ReadRun(tensor, position, values);
        else if (count > 0)
            Gather(tensor, Hold(tensor.Storage, position), values);
        if (!tensor.IsContiguous && --_scatteredLeft[tensor.Storage.Key] == 0)
            _held.Remove(tensor.Storage.Key);
        return new([.. tensor.Size.Select(length => (int)length)], values);
    }

    // What the storages hold is what tensors may hold: the file has at least one byte for each value.
    private static long CountStored(IEnumerable<StorageReference> storages, long fileBytes)
    {
        var known = new Dictionary<string, StorageReference>();
        Int128 bytes = 0;
        long values = 0;
        foreach (var storage in storages)
            if (known.TryAdd(storage.Key, storage))
            {
                if ((bytes += storage.Bytes) > fileBytes)
                    throw ModelRefusal.Because(
                        $"The model file describes more than it holds, from storage '{storage.Key}' on; it is cut short or damaged.");
                values += storage.Count;
            }
            else if ((known[storage.Key].Type, known[storage.Key].Count) != (storage.Type, storage.Count))
                throw ModelRefusal.Because(
                    $"The model file describes the storage '{storage.Key}' in two ways; it is damaged or malicious.");
        return values;
    }

    private static long CheckBounds(string key, TensorReference tensor)
    {
        try
        {
            long count = 1, last = tensor.Offset;
            foreach (var (length, stride) in tensor.Size.Zip(tensor.Stride))
                checked
                {
                    count *= length;
                    last += (length - 1) * stride;
                }
            if (tensor.Size.Contains(0))
                return 0;
            if (last < tensor.Storage.ViewCount && count <= Array.MaxLength)
                return count;
        }
        catch (OverflowException)
        {
            // Numbers that large point outside of any storage: same refusal.
        }
        throw ModelRefusal.Because($"The model's tensor '{key}' reaches past the end of its storage; the file is damaged or malicious.");
    }

    private void ReadRun(TensorReference tensor, long position, Span<float> values)
    {
        var type = tensor.Storage.Type;
        _file.Position = position + (tensor.Start * type.Bytes());
        if (type == ElementType.Float)
        {
            // The processors this runs on are little-endian, as the file is.
            _file.ReadExactly(MemoryMarshal.AsBytes(values));
            return;
        }
        _chunk ??= new byte[ChunkBytes];
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, ChunkBytes / type.Bytes());
            _file.ReadExactly(_chunk, 0, count * type.Bytes());
            for (var i = 0; i < count; i++)
                values[i] = type.Read(_chunk.AsSpan(i * type.Bytes()));
            values = values[count..];
        }
    }

    private byte[] Hold(StorageReference storage, long position)
    {
        if (_held.TryGetValue(storage.Key, out var bytes))
            return bytes;
        if (storage.Bytes > Array.MaxLength)
            throw ModelRefusal.Because(
                $"The model's tensors are scattered over a storage of {storage.Bytes} bytes, which is too large; save them contiguous.");
        bytes = new byte[(int)storage.Bytes];
        _file.Position = position;
        _file.ReadExactly(bytes);
        return _held[storage.Key] = bytes;
    }

    private static void Gather(TensorReference tensor, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        // Not contiguous, so there is at least one axis.
        var (type, rowLength, rowStride) = (tensor.Storage.Type, (int)tensor.Size[^1], tensor.Stride[^1]);
        Span<long> index = stackalloc long[tensor.Size.Length - 1];
        index.Clear();
        for (var done = 0; done < values.Length; done += rowLength)
        {
            var element = tensor.Start;
            for (var axis = 0; axis < index.Length; axis++)
                element += index[axis] * tensor.Stride[axis];
            for (var x = 0; x < rowLength; x++, element += rowStride)
                values[done + x] = type.Read(bytes[(int)(element * type.Bytes())..]);
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == tensor.Size[axis]; axis--)
                index[axis] = 0;
        }
    }
}
