using System.Collections.Concurrent;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Sessions;

/// <summary>Networks that stay loaded between images: loading a large one takes seconds.</summary>
/// <param name="library">Finds models.</param>
/// <param name="lanes">Tiles that run at the same time.</param>
public sealed class WarmNetworks(ModelLibrary library, int lanes) : IDisposable
{
    private const int AnyScale = 0;   // a trained model has its own

    private readonly ConcurrentDictionary<(string Model, int Scale), Lazy<WarmNetwork>> _networks = new();

    /// <summary>Opens a model, or hands out the one that is open.</summary>
    /// <param name="model">Name or path.</param>
    /// <param name="scale">Scale wanted of a model that can do any (bicubic, lanczos).</param>
    /// <exception cref="Contracts.Failures.FarmException">Unknown or invalid model.</exception>
    public WarmNetwork Open(string model, int scale) =>
        _networks.GetOrAdd((model, Resampling.Names.Contains(model) ? scale : AnyScale), key => new(() => new WarmNetwork(library.Open(key.Model, scale), lanes))).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var network in _networks.Values.Where(network => network.IsValueCreated))
            network.Value.Dispose();
    }
}

/// <summary>A model with its sessions, which are loaded at the first use of each sample depth.</summary>
public sealed class WarmNetwork : IDisposable
{
    private readonly Lazy<OnnxEngine> _eight;
    private readonly Lazy<OnnxEngine> _sixteen;

    internal WarmNetwork(Network network, int lanes)
    {
        Network = network;
        _eight = new(() => OnnxEngine.Load(network, SampleDepth.Eight, lanes));
        _sixteen = new(() => OnnxEngine.Load(network, SampleDepth.Sixteen, lanes));
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
