using System.Globalization;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Cli.Doctor;

/// <summary>What an acceptance found, for people: a line for each step, what to do about failures, and the plan in full.</summary>
internal static class AcceptTable
{
    private static readonly string[] _head = ["step", "device", "verdict", "s", "found"];

    public static void Write(AcceptanceRun run, ModelCard card)
    {
        FactTable.Write(
        [
            ("model", $"{card.Name} ({card.Architecture}), {card.Sha256[..12]}"),
            .. run.Choice?.Providers.Select((provider, number) => (AcceptanceRun.NameOf(provider, number), $"{provider.Device.Name}: {provider.Fingerprint}")) ?? [],
            ("engine", OnnxVersions.OfThisProcess.Native ?? "unknown"),
        ], "acceptance");
        Columns.Write([_head, .. run.Findings.Select(CellsOf)]);
        foreach (var finding in run.Findings.Where(finding => finding.Remedy is not null))
            Console.WriteLine($"{Called(finding)}: {finding.Remedy}.");
        foreach (var (device, plan) in run.Plans)
        {
            FactTable.Write(PlanTable.FactsOf(plan), $"plan on {device}");
            if (plan.Reason is { } reason)
                PlanTable.Write(reason);
        }
        Console.WriteLine(Conclusion(run));
    }

    /// <returns>The last line.</returns>
    internal static string Conclusion(AcceptanceRun run)
    {
        var counts = Enum.GetValues<Verdict>().Select(verdict => $"{run.Findings.Count(finding => finding.Verdict == verdict)} {Spelled(verdict)}");
        return $"{(!run.Complete ? "Stopped" : run.Accepted ? "Accepted" : "Not accepted")}: {string.Join(", ", counts)}.";
    }

    /// <returns>A verdict as tables and documents have it.</returns>
    internal static string Spelled(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string[] CellsOf(Finding finding) =>
    [
        finding.Step, finding.Device ?? "-", Spelled(finding.Verdict), finding.Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture), finding.Text,
    ];

    private static string Called(Finding finding) => finding.Device is { } device ? $"{finding.Step} on {device}" : finding.Step;
}
