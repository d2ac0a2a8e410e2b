using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Perceptual;

namespace SuperResFarm.Training.Running;

/// <summary>The classifier that a perceptual loss sees with: torchvision's VGG-16, which users fetch themselves.</summary>
internal static class TrunkFile
{
    private static readonly LpipsFile _published = LpipsNet.All.Single(net => net.Name == "vgg").Trunk;

    /// <summary>What the file is called where it is published.</summary>
    public static string Name => _published.Name;

    /// <summary>Compares a file with what was published, and reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sha256">Another checksum that it may have, in hexadecimal; null: only the published one.</param>
    /// <exception cref="FarmException">It is another file, or cannot be read.</exception>
    public static Checkpoint Read(string path, string? sha256)
    {
        var actual = Checksum(path);
        if (!actual.Equals(sha256 ?? _published.Sha256, StringComparison.OrdinalIgnoreCase))
            throw FarmException.Rejected(FailureCode.ModelInvalid,
                $"--trunk '{path}' has the SHA-256 {actual}, not {sha256 ?? _published.Sha256}; fetch torchvision's {Name} again, or give the checksum of your own with --trunk-sha256.");
        return CheckpointFile.Read(path);
    }

    private static string Checksum(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return FileHash.Sha256(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.ModelInvalid, $"--trunk '{path}' cannot be read; check its permissions.", fault);
        }
    }
}
