using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Api.Submissions;

/// <summary>How one image is enlarged that asks for something otherwise than its job.</summary>
/// <param name="Parameters">With its model pinned; without meaning where there are mistakes.</param>
/// <param name="Size">The size in its result's name; null: not known.</param>
/// <param name="Mistakes">What is wrong with them.</param>
internal sealed record OwnParameters(UpscaleParameters Parameters, string? Size, IReadOnlyList<ItemMistake> Mistakes);

/// <summary>
/// Lays what single images ask for over what their job does, and checks it as the job's is checked. A list of a million lines has few different wishes, so
/// the last ones are remembered.
/// </summary>
/// <param name="check">The rules of parameters.</param>
/// <param name="job">What the job asks for, as it came.</param>
internal sealed class ItemOverrides(ParameterCheck check, UpscaleParameters job)
{
    private const int MostKept = 256;

    private static readonly ItemParameters _nothing = new();

    private readonly Dictionary<ItemParameters, OwnParameters> _known = [];

    /// <summary>How many are remembered.</summary>
    public int Kept => _known.Count;

    /// <returns>How the image is enlarged; null: as its job says.</returns>
    /// <param name="given">What it asks for.</param>
    public OwnParameters? Of(ItemParameters? given)
    {
        if (given is null || given == _nothing)
            return null;
        if (_known.TryGetValue(given, out var known))
            return known;
        if (_known.Count == MostKept)
            _known.Clear();
        return _known[given] = Made(given);
    }

    private OwnParameters Made(ItemParameters given)
    {
        var mistakes = new List<ItemMistake>();
        if (given.Fidelity > job.Fidelity)
            mistakes.Add(ItemMistake.Of("fidelity", $"must be as strict as the job's, which is {job.Fidelity?.Spelled()}, or stricter"));
        var (pinned, size) = check.Pin(given.Over(job), mistakes);
        return new(pinned, size, mistakes);
    }
}
