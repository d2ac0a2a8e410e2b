using System.Diagnostics;
using System.Globalization;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Hosting.Failpoints;

/// <summary>What happens at one place.</summary>
/// <param name="action"><c>kill</c> (as kill -9), <c>abort</c> (as a crash in native code), <c>pause</c>, <c>fail</c> (a failure that is tried again), or
/// <c>lose</c> (the device fails).</param>
/// <param name="seconds">Length of a pause.</param>
/// <param name="turn">At which passing, from 1; 0: at each.</param>
internal sealed class FailpointOrder(string action, double seconds, int turn)
{
    private int _passed;

    /// <summary>Reads <c>name=action[:seconds][@turn]</c>, several joined by semicolons.</summary>
    /// <exception cref="FarmException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, FailpointOrder> Parse(string? text)
    {
        var orders = new Dictionary<string, FailpointOrder>();
        foreach (var part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            orders[part.Split('=')[0]] = ParseOne(part);
        return orders;
    }

    public async Task PassAsync(string name, CancellationToken ct)
    {
        if (turn > 0 && Interlocked.Increment(ref _passed) != turn)
            return;
        switch (action)
        {
            case "kill":
                using (var self = Process.GetCurrentProcess())
                    self.Kill();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);   // the signal is on its way
                break;
            case "abort":
                Environment.FailFast($"failpoint {name}");
                break;
            case "pause":
                await Task.Delay(TimeSpan.FromSeconds(seconds), ct);
                break;
            case "lose":
                throw new FarmException(FailureCode.DeviceFailed, Disposition.Requeue, $"The failpoint {name} was set to lose the device.");
            default:
                throw new FarmException(FailureCode.Internal, Disposition.Retry, $"The failpoint {name} was set to fail.");
        }
    }

    private static FailpointOrder ParseOne(string text)
    {
        var (seconds, turn) = (0.0, 0);
        var order = text.Split('=') is [_, var right] ? right : "";
        var parts = order.Split('@');
        var action = parts[0].Split(':');
        var good = parts.Length <= 2 && action.Length <= 2
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out turn))
            && (action.Length == 1 || double.TryParse(action[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds))
            && action[0] is "kill" or "abort" or "pause" or "fail" or "lose";
        return good
            ? new FailpointOrder(action[0], seconds, turn)
            : throw FarmException.Rejected(FailureCode.SettingsInvalid,
                $"{Failpoint.Variable}: '{text}' is not NAME=kill, abort, pause:SECONDS, fail or lose, with @TURN if wanted. Unset it outside of tests.");
    }
}
