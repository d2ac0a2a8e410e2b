using System.Security.Cryptography;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Models.Catalog;

/// <summary>Reads one model file of any kind: a checkpoint of a known architecture, or a ready ONNX model.</summary>
public static class ModelFile
{
    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <param name="path">An existing file; its content decides what it is, for extensions are often wrong.</param>
    /// <param name="limits">Bounds on what it may ask for.</param>
    /// <param name="describe">Tells name, training and licence of the file with a given SHA-256.</param>
    /// <exception cref="Contracts.Failures.FarmException">It cannot be read, is damaged, hostile, too large or of no known kind.</exception>
    public static Network Read(string path, CheckpointLimits limits, Func<string, ModelSource> describe)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > limits.FileBytes)
                throw ModelRefusal.Because($"The model file has {file.Length} bytes, more than the {limits.FileBytes} allowed.");
            // Before the checksum: a device without length never ends.
            var signature = CheckpointFile.SignatureOf(file);
            return signature is FileSignature.Zip or FileSignature.LegacyTorch or FileSignature.Safetensors or FileSignature.Unknown
                ? Read(file, signature, limits, describe(Checksum(file)))
                : throw signature.Refusal();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw ModelRefusal.Because($"The model file '{Path.GetFileName(path)}' cannot be read; check its permissions.", e);
        }
    }

    private static string Checksum(FileStream file)
    {
        file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static Network Read(FileStream file, FileSignature signature, CheckpointLimits limits, ModelSource source)
    {
        if (signature is not FileSignature.Unknown)
            return KnownArchitectures.Build(CheckpointFile.Read(file, limits), source);
        var bytes = new byte[file.Length];
        file.Position = 0;
        file.ReadExactly(bytes);
        return ForeignOnnx.Read(bytes, source);
    }
}
