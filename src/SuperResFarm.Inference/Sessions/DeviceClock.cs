using SuperResFarm.Inference.Devices;

namespace SuperResFarm.Inference.Sessions;

/// <summary>Adds up how long a device and its lanes ran tiles, what runs now included.</summary>
/// <param name="time">For measuring.</param>
public sealed class DeviceClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _since;
    private int _running;
    private TimeSpan _lanes, _device;

    /// <returns>Time that lanes ran, summed over lanes, and time in which at least one did.</returns>
    public (TimeSpan Lanes, TimeSpan Device) Read()
    {
        lock (_lock)
        {
            Advance(0);
            return (_lanes, _device);
        }
    }

    /// <summary>Runs something on a lane.</summary>
    internal void Run(Action work)
    {
        lock (_lock)
            Advance(+1);
        try
        {
            work();
        }
        finally
        {
            lock (_lock)
                Advance(-1);
        }
    }

    private void Advance(int change)
    {
        var now = time.GetTimestamp();
        if (_running > 0)
        {
            var passed = time.GetElapsedTime(_since, now);
            (_lanes, _device) = (_lanes + (passed * _running), _device + passed);
        }
        (_since, _running) = (now, _running + change);
    }
}

/// <summary>A device at work.</summary>
/// <param name="Device">Which.</param>
/// <param name="Lanes">How many lanes it has.</param>
/// <param name="Clock">How long they ran.</param>
public sealed record DeviceUse(Device Device, int Lanes, DeviceClock Clock);
