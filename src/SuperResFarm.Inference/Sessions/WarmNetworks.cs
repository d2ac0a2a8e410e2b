using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Sessions;

/// <summary>Networks that stay loaded between images: loading a large one takes seconds. Those that were not used for longest go when they take too much memory.</summary>
/// <param name="library">Finds models.</param>
/// <param name="lanes">What runs them.</param>
/// <param name="rules">How they are kept; the defaults when null.</param>
public sealed class WarmNetworks(ModelLibrary library, LanePool lanes, NetworkRules? rules = null) : IDisposable
{
    private const int AnyScale = 0;   // a trained model has its own

    private static readonly Dictionary<ModelTask, string> _verbs = new()
    {
        [ModelTask.RestoreFace] = "restore faces",
        [ModelTask.DetectFaces] = "find faces",
        [ModelTask.ParseFaces] = "tell the parts of faces apart",
    };

    private readonly NetworkRules _rules = rules ?? new();
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Entry> _entries = [];
    private long _uses;

    /// <summary>Opens a model, or hands out the one that is open.</summary>
    /// <param name="model">Name or path.</param>
    /// <param name="scale">Scale wanted of a model that can do any (bicubic, lanczos).</param>
    /// <param name="denoiseStrength">0 to 1 for models that have one; null for the model as it is.</param>
    /// <param name="before">Model that goes before it, and how far that goes, above 0 to 1; null for none.</param>
    /// <returns>The network, which stays loaded until the lease is given back.</returns>
    /// <exception cref="FarmException">Unknown or invalid model, or one that enlarges nothing.</exception>
    public NetworkLease Rent(string model, int scale, double? denoiseStrength = null, (string Model, double Strength)? before = null) =>
        Rent(new Key(model, Resampling.Names.Contains(model) ? scale : AnyScale, denoiseStrength, before, ModelTask.Upscale));

    /// <summary>Opens a model that is for faces, or hands out the one that is open.</summary>
    /// <param name="model">Name or path.</param>
    /// <param name="task">What it must do.</param>
    /// <returns>The network, which stays loaded until the lease is given back.</returns>
    /// <exception cref="FarmException">Unknown or invalid model, or one that does something else.</exception>
    public NetworkLease Rent(string model, ModelTask task) => Rent(new Key(model, AnyScale, null, null, task));

    /// <summary>What the licence of a model asks for, and what was accepted of it when it was imported.</summary>
    /// <param name="model">Name or path.</param>
    /// <param name="card">Its card.</param>
    public (LicenceTerms? Licence, string? Accepted) LicenceOf(string model, ModelCard card) => library.LicenceOf(model, card);

    /// <returns>Whether <see cref="Rent(string, int, double?, ValueTuple{string, double}?)"/> would find the model.</returns>
    public bool Has(string model) => library.Has(model);

    /// <summary>Lets go of networks that nobody uses, those that were not used for longest first, until the weights of all take no more than a number of bytes.</summary>
    public void KeepAtMost(long bytes)
    {
        lock (_lock)
            LetGo(Math.Min(bytes, _rules.KeptBytes));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Values)
                entry.Network.Dispose();
            _entries.Clear();
        }
    }

    /// <returns>The network.</returns>
    /// <exception cref="FarmException">It enlarges no images (<see cref="FailureCode.ModelInvalid"/>).</exception>
    public static Network RequireForImages(Network network) => Require(network, ModelTask.Upscale);

    private static Network Require(Network network, ModelTask task) => (network.Card.Task, task) switch
    {
        var (own, wanted) when own == wanted => network,
        (_, ModelTask.Upscale) => throw FarmException.Rejected(
            FailureCode.ModelInvalid, $"Model '{network.Card.Name}' ({network.Card.Architecture}) is for faces and enlarges no images; choose another one."),
        _ => throw FarmException.Rejected(
            FailureCode.ModelInvalid, $"Model '{network.Card.Name}' ({network.Card.Architecture}) does not {_verbs[task]}; choose another one."),
    };

    private NetworkLease Rent(Key key)
    {
        var entry = Enter(key);
        try
        {
            return new NetworkLease(entry.Network.Value, () => Leave(entry));
        }
        catch
        {
            Leave(entry);
            throw;
        }
    }

    private Entry Enter(Key key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
                _entries[key] = entry = new(new(() => Load(key)));
            entry.Leases++;
            entry.LastUse = ++_uses;
            return entry;
        }
    }

    private void Leave(Entry entry)
    {
        lock (_lock)
        {
            entry.Leases--;
            LetGo(_rules.KeptBytes);
        }
    }

    private void LetGo(long beyond)
    {
        foreach (var (key, idle) in _entries.Where(pair => pair.Value.Leases == 0).OrderBy(pair => pair.Value.LastUse).ToList())
        {
            if (_entries.Values.Sum(one => one.Network.Loaded?.Bytes ?? 0) <= beyond)
                return;
            _entries.Remove(key);
            idle.Network.Dispose();
        }
    }

    private WarmNetwork Load(Key key)
    {
        string? sha256 = null;
        return new WarmNetwork(Open, lanes, _rules);

        Network Open()
        {
            var opened = Require(library.Open(key.Model, key.Scale == AnyScale ? 1 : key.Scale, key.Denoise), key.Task);
            if (key.Before is var (first, strength))
                opened = NetworkChain.Of(library.Open(first), opened, strength);
            sha256 ??= opened.Card.Sha256;
            return opened.Card.Sha256 == sha256
                ? opened
                : throw new FarmException(FailureCode.ModelInvalid, Disposition.Retry, $"The file of model '{key.Model}' became another while it was in use; try again.");
        }
    }

    private readonly record struct Key(string Model, int Scale, double? Denoise, (string Model, double Strength)? Before, ModelTask Task);

    private sealed record Entry(Reloadable<WarmNetwork> Network)
    {
        public int Leases { get; set; }

        public long LastUse { get; set; }
    }
}
