using System.Diagnostics;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Does steps one after the other and writes down what became of them: a fault is a finding too.</summary>
/// <param name="tell">Told the number of steps done and which comes next.</param>
internal sealed class StepLog(Action<int, string> tell)
{
    private readonly List<Finding> _findings = [];

    /// <summary>In the order they were done.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Does a step, unless what it stands on did not pass.</summary>
    /// <param name="step">Its name.</param>
    /// <param name="device">On which device; null where it concerns the machine.</param>
    /// <param name="needs">The step that it stands on; null: on none.</param>
    /// <param name="run">Does it.</param>
    public async Task RunAsync(string step, string? device, string? needs, Func<Task<Finding>> run)
    {
        tell(_findings.Count, device is null ? step : $"{step} on {device}");
        var began = Stopwatch.GetTimestamp();
        var finding = needs is null || Passed(needs, device) ? await TryAsync(run) : Finding.Skipped($"it stands on '{needs}', which did not pass");
        _findings.Add(finding with { Step = step, Device = device, Took = Stopwatch.GetElapsedTime(began) });
    }

    private bool Passed(string step, string? device) =>
        _findings.Exists(finding => finding.Step == step && (finding.Device == device || finding.Device is null) && finding.Verdict == Verdict.Pass);

    private static async Task<Finding> TryAsync(Func<Task<Finding>> run)
    {
        try
        {
            return await run();
        }
        catch (FarmException fault)
        {
            return Finding.Failed(fault.Message.TrimEnd('.'), RemedyFor(fault.Code));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // On a device that nobody of this farm has seen, anything may come; the other steps still tell something.
            return Finding.Failed($"{fault.GetType().Name}: {fault.Message.Split('\n', 2)[0].TrimEnd('.', '\r')}", "tell of it with the output of 'superres doctor --accept --json'");
        }
    }

    private static string RemedyFor(FailureCode code) => code switch
    {
        FailureCode.DeviceUnavailable => "do as it says, or let the processor do the work: -g cpu",
        FailureCode.DeviceFailed => "see 'nvidia-smi' and the kernel's log (Xid): reset the GPU, or take it out of service",
        FailureCode.OutOfMemory => "end what else takes the device's memory, or accept it with a smaller model (-n)",
        FailureCode.ModelInvalid => "try another model (-n): where that passes, this one is not for this engine",
        FailureCode.EngineFailed => "do as it says, or try '-g cpu': where that passes, the provider's libraries or the driver are not sound",
        _ => "do as it says",
    };
}
