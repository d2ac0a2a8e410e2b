using System.Text;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;

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
            return signature switch
            {
                FileSignature.Zip or FileSignature.LegacyTorch or FileSignature.Safetensors => KnownArchitectures.Build(CheckpointFile.Read(file, limits), describe(Checksum(path))),
                FileSignature.Unknown => ReadOnnx(path, limits, describe),
                _ => throw signature.Refusal(),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw ModelRefusal.Because($"The model file '{Path.GetFileName(path)}' cannot be read; check its permissions.", e);
        }
    }

    // A model in several files is known by the checksums of all of them.
    private static Network ReadOnnx(string path, CheckpointLimits limits, Func<string, ModelSource> describe)
    {
        var (model, dataFiles) = OnnxFile.Read(path, limits);
        string[] sums = [Checksum(path), .. dataFiles.Select(Checksum)];
        return ForeignOnnx.Read(model, describe(sums is [var only] ? only : FileHash.Sha256(Encoding.ASCII.GetBytes(string.Concat(sums)))));
    }

    private static string Checksum(string path)
    {
        using var file = File.OpenRead(path);
        return FileHash.Sha256(file);
    }
}
