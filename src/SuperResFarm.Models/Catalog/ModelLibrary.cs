using System.Security.Cryptography;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Models.Catalog;

/// <summary>Finds models by name or path: a file, a built-in formula, or a file in one of the model folders.</summary>
/// <param name="folders">Folders searched for <c>NAME.pth</c>, <c>NAME.pt</c> and <c>NAME.onnx</c>, in order; those that do not exist are
/// skipped.</param>
/// <param name="limits">Bounds on model files; the defaults when null.</param>
public sealed class ModelLibrary(IReadOnlyList<string> folders, CheckpointLimits? limits = null)
{
    private static readonly string[] _extensions = [".pth", ".pt", ".onnx"];

    private readonly CheckpointLimits _limits = limits ?? CheckpointLimits.Default;

    /// <returns>The built-in models, then the names found in the folders, each once.</returns>
    public IReadOnlyList<string> List() =>
    [
        .. Resampling.Names,
        .. folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles)
            .Where(file => _extensions.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Except(Resampling.Names).Order(StringComparer.Ordinal),
    ];

    /// <summary>Opens a model.</summary>
    /// <param name="nameOrPath">Path of an existing file, name of a built-in model, or name of a file in the folders, in this
    /// order.</param>
    /// <param name="scaleForResampling">Scale of the built-in models, 1 to 8; trained models have their own.</param>
    /// <exception cref="FarmException">No such model (the message lists those there are), or the file is refused.</exception>
    public Network Open(string nameOrPath, int scaleForResampling = 4)
    {
        if (File.Exists(nameOrPath))
            return ReadFile(nameOrPath);
        if (Resampling.Names.Contains(nameOrPath))
            return Resampling.Build(nameOrPath, scaleForResampling);
        return ReadFile(FindInFolders(nameOrPath) ?? throw Unknown(nameOrPath));
    }

    private string? FindInFolders(string name) => Path.GetFileName(name) != name
        ? null
        : folders.SelectMany(folder => _extensions.Select(extension => Path.Combine(folder, name + extension))).FirstOrDefault(File.Exists);

    private FarmException Unknown(string name) => FarmException.Rejected(
        FailureCode.ModelUnknown,
        $"There is no model '{name}'; there are {string.Join(", ", List())} (folders searched: "
        + $"{(folders.Count == 0 ? "none" : string.Join(", ", folders))}).");

    private Network ReadFile(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > _limits.FileBytes)
                throw ModelRefusal.Because($"The model file has {file.Length} bytes, more than the {_limits.FileBytes} allowed.");
            // Before the checksum: a device without length never ends.
            var signature = CheckpointFile.SignatureOf(file);
            return signature is FileSignature.Zip or FileSignature.LegacyTorch or FileSignature.Unknown
                ? Read(file, signature, new(Path.GetFileNameWithoutExtension(path), Checksum(file)))
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

    // The content decides what a file is: extensions are often wrong.
    private Network Read(FileStream file, FileSignature signature, ModelSource source)
    {
        if (signature is not FileSignature.Unknown)
            return KnownArchitectures.Build(CheckpointFile.Read(file, _limits), source);
        var bytes = new byte[file.Length];
        file.Position = 0;
        file.ReadExactly(bytes);
        return ForeignOnnx.Read(bytes, source);
    }
}
