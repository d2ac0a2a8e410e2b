using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Importing;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>The devices of a process with their lanes and memory, what was measured of models on them, and the plans that rest on it.</summary>
/// <remarks>Several sets of networks may use it one after the other, and at the same time while one takes the place of another.</remarks>
public sealed class EngineRoom
{
    private readonly EngineOptions _options;
    private readonly LanePool _lanes;
    private readonly PlanMemory _memory;
    private readonly CalibrationBook _book;
    private readonly NetworkRules _rules;
    private readonly TilePlanner _tiles;
    private readonly HaloBook _halos;
    private readonly TimeProvider _time;
    private readonly DeviceMemory _free;

    /// <summary>Takes the devices; what was measured is in the user's folder.</summary>
    /// <exception cref="FarmException">A GPU is gone (<see cref="FailureCode.DeviceUnavailable"/>).</exception>
    public EngineRoom(ProviderChoice choice, EngineOptions options, EngineSpace space, TimeProvider time)
        : this(choice, options, space, time, new CalibrationBook(ModelFolders.CalibrationBook, time), DeviceMemory.OfThisMachine)
    {
    }

    internal EngineRoom(
        ProviderChoice choice, EngineOptions options, EngineSpace space, TimeProvider time, CalibrationBook book, DeviceMemory free, HaloBook? halos = null)
    {
        (Providers, _options, _time, _book, _free, _halos) = (choice.Providers, options, time, book, free, halos ?? new HaloBook(ModelFolders.HaloBook));
        _lanes = new LanePool([.. Providers.Select(provider => (provider, space.Lanes > 0 ? space.Lanes : provider.Device.Places))]);
        // What fits into the smallest device fits into all of them.
        var (smallest, bytes) = Providers.Select(provider => (Provider: provider, Bytes: options.Budget.Of(provider.Device, free.FreeBytes(provider.Device)))).MinBy(one => one.Bytes);
        var onProcessor = smallest.Device.Kind == DeviceKind.Cpu;
        _memory = onProcessor
            ? new PlanMemory(space.MemoryBytes > 0 ? space.MemoryBytes : bytes)
            : new PlanMemory(bytes, space.MemoryBytes > 0 ? space.MemoryBytes : CpuDevice.FreeBytes() / 2, Providers.Count);
        _tiles = new TilePlanner(_memory, book, smallest);
        _rules = new NetworkRules
        {
            KeptBytes = Providers.Count * (options.ModelMegabytes * 1_000_000L ?? free.FreeBytes(smallest.Device) / 4),
            Halve = network => HalfTrial.Choose(network).Kept,
            CeilingOf = (card, depth) => new BookCeiling(book, CalibrationKey.Of(smallest, card.Sha256, depth)),
        };
        Calibrates = options.Calibrate ?? !onProcessor;
    }

    /// <summary>What runs networks, one for each device.</summary>
    public IReadOnlyList<IProvider> Providers { get; }

    /// <summary>The devices' names.</summary>
    public string DeviceName => string.Join(", ", Providers.Select(provider => provider.Device.Name).Distinct());

    /// <summary>How busy the devices are.</summary>
    public IEnumerable<DeviceUse> Uses => _lanes.Uses;

    /// <summary>Whether models are measured before their first image.</summary>
    public bool Calibrates { get; }

    /// <returns>Bytes of a device that nobody has taken now.</returns>
    /// <exception cref="FarmException">The GPU is gone (<see cref="FailureCode.DeviceUnavailable"/>).</exception>
    public long FreeBytes(Device device) => _free.FreeBytes(device);

    /// <summary>Makes a set of networks that share the lanes; the caller disposes of it.</summary>
    public WarmNetworks Open(ModelLibrary library) => new(library, _lanes, _rules);

    /// <summary>Makes one network that shares the lanes, wherever it is from; the caller disposes of it.</summary>
    internal WarmNetwork Open(Network network) => new(() => network, _lanes, _rules);

    /// <summary>Plans an 8-bit RGB image of a network of this room.</summary>
    internal async Task<TilePlan> PlanAsync(WarmNetwork network, PixelSize size, CancellationToken ct) =>
        RoomWarmth.PlanOf(_tiles, network, size, await _halos.ResolveAsync(new HaloChoice(HaloKind.Auto), network, ct));

    /// <summary>Makes plans for a set of networks of this room.</summary>
    public ItemPlanner PlannerFor(WarmNetworks networks) => new(networks, _halos, _tiles);

    /// <summary>Measures memory and speed of a network on every kind of device, while nothing else runs on any, and remembers them.</summary>
    /// <param name="network">Of this room.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="again">Whether what is known is measured once more.</param>
    /// <param name="ct">Stops within a run.</param>
    /// <exception cref="FarmException">The network cannot be run at all, or not even the smallest tiles fit.</exception>
    public async Task CalibrateAsync(WarmNetwork network, SampleDepth depth, bool again, CancellationToken ct)
    {
        foreach (var (provider, key) in Providers.Select(provider => (provider, CalibrationKey.Of(provider, network.Card.Sha256, depth))).DistinctBy(one => one.Item2))
        {
            if (!again && _book.Find(key) is not null)
                continue;
            using var all = await _lanes.LeaseAllAsync(ct);
            if (again || _book.Find(key) is null)   // who waited for the lanes may have waited for the one who measured
                _book.Record(key, await MeasureAsync(provider, network, depth, ct));
        }
    }

    /// <summary>Runs the tiles that photos of 12 and of 2 megapixels are cut into once on every lane; on the processor, which searches for no kernels, one small
    /// tile.</summary>
    /// <param name="network">Of this room.</param>
    /// <param name="ct">Stops between two lanes.</param>
    /// <exception cref="FarmException">Not even small tiles fit, or the engine failed.</exception>
    public Task WarmAsync(WarmNetwork network, CancellationToken ct) => new RoomWarmth(_tiles, _halos, searches: Providers[0].Device.Kind != DeviceKind.Cpu).WarmAsync(network, ct);

    private Task<Measurements> MeasureAsync(IProvider provider, WarmNetwork network, SampleDepth depth, CancellationToken ct) =>
        new Calibrator(provider, _time, UsedBytesOf(provider.Device)).MeasureAsync(network.Worked, depth, new CalibrationLimits { Bytes = _memory.DeviceBytes }, ct);

    private Func<long>? UsedBytesOf(Device device) => device.Gpu is null ? null : () => device.TotalBytes - _free.FreeBytes(device);
}
