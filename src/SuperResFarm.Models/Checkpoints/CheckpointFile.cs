using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>
/// Reads PyTorch checkpoints, both the archive format and the one before it, and safetensors, without running anything they contain.
/// </summary>
public static class CheckpointFile
{
    /// <summary>What is said when a reader ran into damage that it should have seen; tests hold that it does not come to that.</summary>
    internal const string Unforeseen = "The model file is damaged; download it again.";

    /// <summary>Reads the weights of the file at <paramref name="path"/>.</summary>
    /// <exception cref="FarmException">The file cannot be read or is no checkpoint; no other exception leaves.</exception>
    public static Checkpoint Read(string path, CheckpointLimits? limits = null)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, limits);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw ModelRefusal.Because(
                $"The model file '{Path.GetFileName(path)}' cannot be read; check that it exists and its permissions.", e);
        }
    }

    /// <summary>Reads the weights from a stream that can seek; its position does not matter.</summary>
    /// <param name="file">Holds exactly one checkpoint.</param>
    /// <param name="limits">Bounds; <see cref="CheckpointLimits.Default"/> when null.</param>
    /// <exception cref="FarmException">The content is damaged, malicious, beyond a bound or no checkpoint; no other exception
    /// leaves.</exception>
    public static Checkpoint Read(Stream file, CheckpointLimits? limits = null)
    {
        limits ??= CheckpointLimits.Default;
        if (file.Length > limits.FileBytes)
            throw ModelRefusal.Because($"The model file has {file.Length} bytes, more than the {limits.FileBytes} allowed.");
        try
        {
            return ReadChecked(file, limits);
        }
        // The readers check before they act; this is the net below them, so that no damage looks like a fault of the program.
        catch (Exception e) when (e is not FarmException)
        {
            throw ModelRefusal.Because(Unforeseen, e);
        }
    }

    private static Checkpoint ReadChecked(Stream file, CheckpointLimits limits)
    {
        var (chosen, storages) = Open(file, limits);
        var rebuild = new TensorRebuild(file, storages, limits, [.. chosen.Select(tensor => tensor.Value)]);
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var (key, tensor) in chosen)
            tensors.Add(key, rebuild.Rebuild(key, tensor));
        return new(tensors);
    }

    private static (IReadOnlyList<KeyValuePair<string, TensorReference>> Chosen, IStorageSource Storages) Open(
        Stream file, CheckpointLimits limits)
    {
        switch (SignatureOf(file))
        {
            case FileSignature.Zip:
                var zip = new ZipCheckpoint(file, limits);
                return (StateDict.Choose(new RestrictedUnpickler(new(zip.Pickle), limits).Load()), zip);
            case FileSignature.LegacyTorch:
                var legacy = new LegacyCheckpoint(file, limits);
                return (StateDict.Choose(legacy.Object), legacy);
            case FileSignature.Safetensors:
                var safetensors = new SafetensorsFile(file, limits);
                return (StateDict.Choose(safetensors.Tensors), safetensors);
            case var other:
                throw other.Refusal();
        }
    }

    internal static FileSignature SignatureOf(Stream file)
    {
        var head = new byte[Math.Min(file.Length, FileSignatures.HeadBytes)];
        file.Position = 0;
        file.ReadExactly(head);
        return FileSignatures.Of(head);
    }
}
