using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>Copies tensors out of their storages into C order, as float.</summary>
/// <param name="storages">Where the elements lie.</param>
/// <param name="limits">Bounds on the rank.</param>
/// <param name="budget">Values that all tensors may hold together.</param>
/// <param name="wanted">Every tensor that will be asked for, once each: a storage is let go after its last use.</param>
internal sealed class TensorRebuild(
    IStorageSource storages, CheckpointLimits limits, long budget, IEnumerable<TensorReference> wanted)
{
    private readonly Dictionary<string, byte[]> _read = [];
    private readonly Dictionary<string, int> _usesLeft = wanted.CountBy(tensor => tensor.Storage.Key).ToDictionary();

    /// <param name="key">Name of the tensor, for messages.</param>
    /// <param name="tensor">How it lies in its storage.</param>
    public Tensor Rebuild(string key, TensorReference tensor)
    {
        var count = CheckBounds(key, tensor);
        if ((budget -= count) < 0)
            throw ModelRefusal.Because($"The model's tensors are far larger than its file, from '{key}' on; it is damaged or malicious.");
        var values = new float[count];
        if (count > 0)
            Gather(tensor, StorageBytes(tensor.Storage), values);
        if (--_usesLeft[tensor.Storage.Key] == 0)
            _read.Remove(tensor.Storage.Key);
        return new([.. tensor.Size.Select(length => (int)length)], values);
    }

    private long CheckBounds(string key, TensorReference tensor)
    {
        if (tensor.Size.Length > limits.Rank)
            throw ModelRefusal.Because($"The model's tensor '{key}' has {tensor.Size.Length} axes, more than the {limits.Rank} allowed.");
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

    private byte[] StorageBytes(StorageReference storage)
    {
        if (!_read.TryGetValue(storage.Key, out var bytes))
            _read[storage.Key] = bytes = storages.Read(storage);
        // The same key under another type or length would be read past its end.
        return bytes.LongLength == (Int128)storage.Count * storage.Type.Bytes() ? bytes : throw ModelRefusal.Because(
            $"The model file describes the storage '{storage.Key}' in two ways; it is damaged or malicious.");
    }

    private static void Gather(TensorReference tensor, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        var (type, rank) = (tensor.Storage.Type, tensor.Size.Length);
        var (rowLength, rowStride) = rank == 0 ? (1, 1) : ((int)tensor.Size[^1], tensor.Stride[^1]);
        Span<long> index = stackalloc long[Math.Max(rank - 1, 0)];
        index.Clear();
        var start = tensor.Storage.ViewOffset + tensor.Offset;
        for (var done = 0; done < values.Length; done += rowLength)
        {
            var element = start;
            for (var axis = 0; axis < index.Length; axis++)
                element += index[axis] * tensor.Stride[axis];
            for (var x = 0; x < rowLength; x++, element += rowStride)
                values[done + x] = type.Read(bytes[(int)(element * type.Bytes())..]);
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == tensor.Size[axis]; axis--)
                index[axis] = 0;
        }
    }
}
