using SuperResFarm.Contracts.Failures;
using SuperResFarm.Hosting.Startup;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Engines;

/// <summary>
/// Ends the process when its device fails: whatever a process still runs on such a device fails too, and only a new one, or another machine, gets a working
/// one. Items go back to the queue as at any other stop.
/// </summary>
internal sealed class DeviceLoss(FarmExit exit, IHostApplicationLifetime lifetime, ILogger<DeviceLoss> logger)
{
    /// <summary>Looks at a failure; does nothing unless it is the device's.</summary>
    public void Notice(Exception fault)
    {
        if (fault is not FarmException { Code: FailureCode.DeviceFailed } lost || !exit.Want(FarmHost.DeviceLost))
            return;
        Log.DeviceLost(logger, lost.Message, FarmHost.DeviceLost);
        lifetime.StopApplication();
    }
}
