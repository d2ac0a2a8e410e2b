using SuperResFarm.Cli.Reporting;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Cli.Doctor;

/// <summary>What an acceptance found, for programs. Facts that are not known are left out.</summary>
internal static class AcceptJson
{
    /// <summary>Names this form; another number when a field changes its meaning.</summary>
    public const string Schema = "superres-acceptance/1";

    /// <param name="run">What was found.</param>
    /// <param name="card">The model it was found with.</param>
    /// <param name="at">When it began.</param>
    /// <returns>The document.</returns>
    public static string Write(AcceptanceRun run, ModelCard card, DateTimeOffset at) => CliJson.Document(new
    {
        Schema,
        Program = typeof(AcceptJson).Assembly.GetName().Version!.ToString(3),
        At = at,
        run.Complete,
        run.Accepted,
        OnnxRuntime = OnnxVersions.OfThisProcess.Native,
        Machine = MachineJson.OfThis(),
        Model = new { card.Name, card.Sha256, card.Architecture, card.Scale, card.Channels, Generated = card.Name == SeededNetwork.Name },
        Devices = (run.Choice?.Providers ?? []).Select((provider, number) => DeviceOf(provider, AcceptanceRun.NameOf(provider, number))),
        Steps = run.Findings.Select(StepOf),
        Plans = run.Plans.Select(one => PlanOf(one.Device, one.Plan)),
    });

    private static object DeviceOf(IProvider provider, string name) => new
    {
        Name = name,
        Kind = provider.Device.Kind.ToString().ToLowerInvariant(),
        Hardware = provider.Device.Name,
        provider.Device.Gpu?.Uuid,
        provider.Device.Gpu?.PciBusId,
        provider.Device.Places,
        MemoryBytes = provider.Device.TotalBytes,
        Provider = provider.Fingerprint,
    };

    private static object StepOf(Finding finding) => new
    {
        finding.Step,
        finding.Device,
        Verdict = AcceptTable.Spelled(finding.Verdict),
        Found = finding.Text,
        finding.Remedy,
        Seconds = finding.Took.TotalSeconds,
        finding.Figures,
    };

    private static object PlanOf(string device, TilePlan plan) => new
    {
        Device = device,
        plan.Grid.Shape.Width,
        plan.Grid.Shape.Height,
        Tiles = plan.Grid.Count,
        HaloPixels = plan.Halo,
        plan.Batch,
        plan.Lanes,
        plan.FootprintBytes,
        plan.HostBytes,
        plan.BudgetBytes,
        Measured = plan.Reason?.Measured is not null,
        Candidates = plan.Reason?.Candidates.Value.Select(candidate => new
        {
            candidate.Shape.Width,
            candidate.Shape.Height,
            candidate.Batch,
            candidate.Lanes,
            candidate.FootprintBytes,
            candidate.Redundancy,
            candidate.SecondsPerMegapixel,
            Verdict = candidate.Verdict.ToString().ToLowerInvariant(),
        }),
    };
}
