using System.Collections.Concurrent;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Sessions;

/// <summary>Networks that stay loaded between images: loading a large one takes seconds.</summary>
/// <param name="library">Finds models.</param>
/// <param name="provider">What runs them.</param>
/// <param name="lanes">Tiles that run at the same time.</param>
public sealed class WarmNetworks(ModelLibrary library, IProvider provider, int lanes) : IDisposable
{
    private const int AnyScale = 0;   // a trained model has its own

    private readonly ConcurrentDictionary<(string Model, int Scale, double? Denoise), Lazy<WarmNetwork>> _networks = new();

    /// <summary>Opens a model, or hands out the one that is open.</summary>
    /// <param name="model">Name or path.</param>
    /// <param name="scale">Scale wanted of a model that can do any (bicubic, lanczos).</param>
    /// <param name="denoiseStrength">0 to 1 for models that have one; null for the model as it is.</param>
    /// <exception cref="FarmException">Unknown or invalid model, or one that enlarges nothing.</exception>
    public WarmNetwork Open(string model, int scale, double? denoiseStrength = null)
    {
        var key = (model, Resampling.Names.Contains(model) ? scale : AnyScale, denoiseStrength);
        var network = _networks.GetOrAdd(key, _ => new(() => Load(model, scale, denoiseStrength)));
        try
        {
            return network.Value;
        }
        catch
        {
            _networks.TryRemove(KeyValuePair.Create(key, network));   // the file may come, or be repaired, while the process lives
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var network in _networks.Values.Where(network => network.IsValueCreated))
            network.Value.Dispose();
    }

    private WarmNetwork Load(string model, int scale, double? denoiseStrength)
    {
        var network = library.Open(model, scale, denoiseStrength);
        return network.Card.Task == ModelTask.Upscale
            ? new WarmNetwork(network, provider, lanes)
            : throw FarmException.Rejected(
                FailureCode.ModelInvalid, $"Model '{network.Card.Name}' ({network.Card.Architecture}) is for faces and enlarges no images; choose another one.");
    }
}

/// <summary>A model with its sessions, which are loaded at the first use of each sample depth.</summary>
public sealed class WarmNetwork : IDisposable
{
    private readonly Lazy<OnnxEngine> _eight;
    private readonly Lazy<OnnxEngine> _sixteen;

    internal WarmNetwork(Network network, IProvider provider, int lanes)
    {
        Network = network;
        _eight = new(() => OnnxEngine.Load(network, SampleDepth.Eight, provider, lanes));
        _sixteen = new(() => OnnxEngine.Load(network, SampleDepth.Sixteen, provider, lanes));
    }

    /// <summary>The model.</summary>
    public Network Network { get; }

    /// <summary>What is known of it.</summary>
    public ModelCard Card => Network.Card;

    /// <summary>The sessions for one sample depth.</summary>
    public ITileEngine EngineFor(SampleDepth depth) => (depth == SampleDepth.Eight ? _eight : _sixteen).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var engine in new[] { _eight, _sixteen }.Where(engine => engine.IsValueCreated))
            engine.Value.Dispose();
    }
}
