using System.Buffers.Binary;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>
/// torch.save before 1.6: five pickles (magic number, protocol, machine, object, list of storage keys), then for each key in the
/// list an eight-byte element count and the elements. Layout: pytorch/pytorch, torch/serialization.py.
/// </summary>
internal sealed class LegacyCheckpoint : IStorageSource
{
    private const long ProtocolVersion = 1001;
    private const int CountBytes = 8;

    private readonly Stream _file;
    private readonly Dictionary<string, long> _starts = [];

    public LegacyCheckpoint(Stream file, CheckpointLimits limits)
    {
        _file = file;
        var head = new byte[(int)Math.Min(file.Length, limits.PickleBytes)];
        file.Position = 0;
        file.ReadExactly(head);
        var reader = new PickleReader(head);

        Load(); // The magic number: it brought us here.
        if (Load() is not ProtocolVersion)
            throw ModelRefusal.Because("The model file is of an unknown legacy version; save it again with a current torch.save.");
        if (Load() is not PickleDict machine || machine.Find("little_endian") is not true)
            throw ModelRefusal.Because("The model file was written on a big-endian machine; save it again on a little-endian one.");
        var unpickler = new RestrictedUnpickler(reader, limits);
        Object = unpickler.Load();
        var keys = (Load() as PickleList)?.Items ?? throw Damaged();
        Locate(keys, unpickler.Storages, reader.Position);

        object? Load() => new RestrictedUnpickler(reader, limits).Load();
    }

    /// <summary>The saved object.</summary>
    public object? Object { get; }

    public long Locate(StorageReference storage) => _starts.TryGetValue(storage.Key, out var start)
        ? start
        : throw ModelRefusal.Because($"The model file lacks the data of storage '{storage.Key}'; download it again.");

    // Where a storage starts follows from the lengths of those before it, and their element sizes only the object tells.
    private void Locate(IReadOnlyList<object?> keys, IReadOnlyList<StorageReference> described, long position)
    {
        var storages = new Dictionary<string, StorageReference>();
        foreach (var storage in described)
            if (!storages.TryAdd(storage.Key, storage)
                && (storages[storage.Key].Type, storages[storage.Key].Count) != (storage.Type, storage.Count))
                throw Damaged();
        foreach (var item in keys)
        {
            if (item is not string key || !storages.TryGetValue(key, out var storage))
                throw Damaged();
            if (storage.Bytes > _file.Length - position - CountBytes || ReadCount(position) != storage.Count
                || !_starts.TryAdd(key, position + CountBytes))
                throw ModelRefusal.Because(
                    $"The model file is cut short or damaged at storage '{key}', which is described as {storage.Count} elements.");
            position += CountBytes + (long)storage.Bytes;
        }
    }

    private long ReadCount(long position)
    {
        Span<byte> count = stackalloc byte[CountBytes];
        _file.Position = position;
        _file.ReadExactly(count);
        return BinaryPrimitives.ReadInt64LittleEndian(count);
    }

    private static FarmException Damaged() =>
        ModelRefusal.Because("The model file is damaged: its list of storages does not fit its weights.");
}
