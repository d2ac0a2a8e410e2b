using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Models.Perceptual;

/// <summary>The files of an LPIPS network, which users put into a folder <c>lpips</c> among their models: they are not fetched.</summary>
/// <param name="net">Which network.</param>
/// <param name="trunkPath">The classifier.</param>
/// <param name="headsPath">The weights for its channels.</param>
public sealed class LpipsWeights(LpipsNet net, string trunkPath, string headsPath)
{
    /// <summary>Name of the folder among the models.</summary>
    public const string Folder = "lpips";

    /// <summary>Which network.</summary>
    public LpipsNet Net => net;

    /// <returns>The files of a network, from the first folder that has both; null when none has.</returns>
    public static LpipsWeights? Find(LpipsNet net, IEnumerable<string> folders) => folders
        .Select(folder => new LpipsWeights(net, Path.Combine(folder, net.Trunk.Name), Path.Combine(folder, net.Heads.Name)))
        .FirstOrDefault(weights => weights.AreThere);

    private bool AreThere => File.Exists(trunkPath) && File.Exists(headsPath);

    /// <summary>Compares the files with what was published, and reads them.</summary>
    /// <param name="trunkSha256">Another checksum that the trunk may have, in hexadecimal; null: only the published one.</param>
    /// <param name="allowUnverified">Whether files with any checksum are taken.</param>
    /// <returns>The ONNX file, as <see cref="LpipsGraph.Write"/> makes it.</returns>
    /// <exception cref="FarmException">A file is not the published one, is damaged, or holds another network.</exception>
    public byte[] Open(string? trunkSha256, bool allowUnverified)
    {
        if (!allowUnverified)
        {
            Verify(trunkPath, net.Trunk.Sha256, trunkSha256);
            Verify(headsPath, net.Heads.Sha256, null);
        }
        return LpipsGraph.Write(net, CheckpointFile.Read(trunkPath), CheckpointFile.Read(headsPath));
    }

    private static void Verify(string path, string published, string? alsoGood)
    {
        var actual = Checksum(path);
        if (actual != published && !actual.Equals(alsoGood, StringComparison.OrdinalIgnoreCase))
            throw ModelRefusal.Because(
                $"'{path}' has the SHA-256 {actual}, which is not the published {alsoGood ?? published}; fetch it again, give the checksum of your own trunk with --lpips-sha256, "
                + "or take the files as they are with --allow-unverified.");
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
            throw ModelRefusal.Because($"'{path}' cannot be read; check its permissions.", fault);
        }
    }
}
