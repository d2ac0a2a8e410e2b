using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Perceptual;
using SuperResFarm.Models.Perceptual;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>What measures how different results look.</summary>
/// <param name="Name">Its network; null when there is none.</param>
/// <param name="Meter">Null when there is none.</param>
internal sealed record LpipsChoice(string? Name, LpipsMeter? Meter) : IDisposable
{
    /// <summary>Opens the network that is asked for, or the first whose files are here.</summary>
    /// <param name="wanted">Its name, <see cref="EvaluateOptions.NoLpips"/>, or null for whichever is here.</param>
    /// <param name="folders">Where its files may be.</param>
    /// <param name="sha256">Checksum of a trunk other than the published one.</param>
    /// <param name="allowUnverified">Whether checksums do not matter.</param>
    /// <param name="note">Tells the user that there is none.</param>
    /// <exception cref="FarmException">The files of the network that is asked for are not here, or cannot be used.</exception>
    public static LpipsChoice Open(string? wanted, IReadOnlyList<string> folders, string? sha256, bool allowUnverified, Action<string> note)
    {
        if (wanted == EvaluateOptions.NoLpips)
            return new(null, null);
        var found = LpipsNet.All.Where(net => wanted is null || net.Name == wanted).Select(net => LpipsWeights.Find(net, folders)).FirstOrDefault(weights => weights is not null);
        if (found is not null)
            return new(found.Net.Name, new LpipsMeter(found.Open(sha256, allowUnverified)));
        var first = LpipsNet.All.First(net => wanted is null || net.Name == wanted);
        var remedy = $"put torchvision's {first.Trunk.Name} and LPIPS's v0.1 {first.Heads.Name} into one of {string.Join(", ", folders)}";
        if (wanted is not null)
            throw FarmException.Rejected(FailureCode.ModelUnavailable, $"--lpips {wanted}: its files are not here; {remedy}.");
        note($"LPIPS is not measured, for the files of none of its networks are here: {remedy}. --lpips {EvaluateOptions.NoLpips} leaves this note out.");
        return new(null, null);
    }

    public void Dispose() => Meter?.Dispose();
}
