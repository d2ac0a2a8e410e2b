using System.Threading.Channels;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Sessions;

/// <summary>
/// The lanes of all devices, shared by all networks: as many runs at the same time as the devices are good for. Who asks first is served first, by whichever
/// device is free.
/// </summary>
public sealed class LanePool
{
    private readonly Channel<Lane> _free = Channel.CreateUnbounded<Lane>();
    private readonly List<Lane> _all = [];
    private readonly Channel<Lane> _exclusive = Channel.CreateBounded<Lane>(1);   // holds something while someone takes all: two must not each hold half

    /// <param name="devices">Providers, each with its number of lanes, at least 1.</param>
    public LanePool(params IReadOnlyList<(IProvider Provider, int Lanes)> devices)
    {
        ArgumentOutOfRangeException.ThrowIfZero(devices.Count);
        foreach (var (provider, lanes) in devices)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
            var clock = new DeviceClock(TimeProvider.System);
            for (var i = 0; i < lanes; i++)
                _all.Add(new Lane(_all.Count, provider, clock));
        }
        _all.ForEach(Return);
    }

    /// <param name="provider">The only one.</param>
    /// <param name="lanes">Its lanes, at least 1.</param>
    public LanePool(IProvider provider, int lanes)
        : this((provider, lanes))
    {
    }

    /// <summary>Lanes of all devices.</summary>
    public int Count => _all.Count;

    /// <summary>Arithmetic that all devices run networks in.</summary>
    public Precision Precision => _all.TrueForAll(lane => lane.Provider.Precision == Precision.Half) ? Precision.Half : Precision.Single;

    /// <summary>Lanes of all devices; their index is their place here.</summary>
    internal IReadOnlyList<Lane> Lanes => _all;

    /// <summary>How busy each device has been.</summary>
    internal IEnumerable<DeviceUse> Uses => _all.GroupBy(lane => lane.Clock, (clock, lanes) => new DeviceUse(lanes.First().Provider.Device, lanes.Count(), clock));

    internal async ValueTask<LaneLease> LeaseAsync(CancellationToken ct) => new(await _free.Reader.ReadAsync(ct), this);

    /// <summary>Waits until nothing runs on any device, and keeps it so: what is measured then is what was meant.</summary>
    internal async Task<IDisposable> LeaseAllAsync(CancellationToken ct)
    {
        await _exclusive.Writer.WriteAsync(_all[0], ct);
        var leases = new AllLanes(() => _exclusive.Reader.TryRead(out _));
        try
        {
            for (var left = Count; left > 0; left--)
                leases.Add(await LeaseAsync(ct));
            return leases;
        }
        catch
        {
            leases.Dispose();
            throw;
        }
    }

    internal void Return(Lane lane) => _free.Writer.TryWrite(lane);
}

/// <summary>The right to keep one device busy.</summary>
/// <param name="Index">From 0, over all devices.</param>
/// <param name="Provider">What runs networks there.</param>
/// <param name="Clock">Of its device.</param>
internal sealed record Lane(int Index, IProvider Provider, DeviceClock Clock);

/// <summary>The right to one lane until disposed; disposing twice is harmless.</summary>
internal sealed class LaneLease(Lane lane, LanePool pool) : IDisposable
{
    private LanePool? _pool = pool;

    public Lane Lane => lane;

    public void Dispose() => Interlocked.Exchange(ref _pool, null)?.Return(lane);
}

/// <summary>The right to all lanes until disposed, once.</summary>
internal sealed class AllLanes(Action returned) : IDisposable
{
    private readonly List<LaneLease> _leases = [];

    public void Add(LaneLease lease) => _leases.Add(lease);

    public void Dispose()
    {
        _leases.ForEach(lease => lease.Dispose());
        returned();
    }
}
