using System.Globalization;
using SuperResFarm.Inference.Planning;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Why a plan was chosen: on what its figures rest, and what else was there.</summary>
internal static class PlanTable
{
    public static void Write(PlanReason reason)
    {
        FactTable.Write(FactsOf(reason), "figures");
        var head = new[] { "", "tile", "batch", "memory MB", "pixels run", reason.Measured is null ? "cost" : "s per MP", "" };
        Columns.Write([head, .. reason.Candidates.Value.Select(RowOf)]);
    }

    /// <returns>What a plan does and takes.</returns>
    public static IEnumerable<(string, string)> FactsOf(TilePlan plan)
    {
        var grid = plan.Grid;
        var rows = new (string, FormattableString)[]
        {
            ("tiles", $"{grid.X.Count} x {grid.Bands} = {grid.Count} of {grid.Shape}, halo {plan.Halo}"),
            ("runs", $"{plan.Runs} ({plan.Passes} passes) on {plan.Lanes} lanes{(plan.Batch > 1 ? $", {plan.Batch} tiles at once" : "")}, {plan.Slots} tiles in memory"),
            ("work", $"{grid.Redundancy:0.000} x the pixels of the source"),
            ("memory", $"{plan.FootprintBytes / 1e6:0} MB expected of {plan.BudgetBytes / 1e6:0} MB allowed{(plan.HostBytes == 0 ? "" : $", and {plan.HostBytes / 1e6:0} MB beside the device")}"),
        };
        return rows.Select(row => (row.Item1, row.Item2.ToString(CultureInfo.InvariantCulture)));
    }

    private static IEnumerable<(string, string)> FactsOf(PlanReason reason)
    {
        yield return ("memory", reason.Measured switch
        {
            { Footprint: { } line } => string.Create(
                CultureInfo.InvariantCulture, $"measured: {(line.OutsideBytes + line.FixedBytes) / 1e6:0.0} MB and {line.BytesPerPixel / 1e3:0.000} KB for each source pixel"),
            { Refusal: var refusal } => $"estimated from the graph; measured, but not believed: {refusal}",
            null => "estimated from the graph; --measure measures it",
        });
        yield return ("speed", reason.Measured is { } measured
            ? string.Create(CultureInfo.InvariantCulture, $"measured on {reason.Device}, {measured.At:yyyy-MM-dd HH:mm} UTC, tiles of {string.Join(", ", measured.Probes.Where(probe => probe.Batch == 1).Select(probe => probe.Shape()).Distinct())}")
            : "estimated; cost 1 is a lane's work on one endless tile");
        if (reason.CeilingEdge is { } edge)
            yield return ("ceiling", string.Create(CultureInfo.InvariantCulture, $"less than {edge}x{edge} pixels at once: more did not fit lately"));
    }

    private static string[] RowOf(PlanCandidate candidate) =>
    [
        candidate.Verdict == PlanVerdict.Chosen ? ">" : "",
        candidate.Shape.ToString(),
        candidate.Batch.ToString(CultureInfo.InvariantCulture),
        (candidate.FootprintBytes / 1e6).ToString("0", CultureInfo.InvariantCulture),
        candidate.Redundancy.ToString("0.000", CultureInfo.InvariantCulture),
        candidate.SecondsPerMegapixel.ToString("0.000", CultureInfo.InvariantCulture),
        candidate.Verdict switch
        {
            PlanVerdict.Chosen => "chosen",
            PlanVerdict.OverBudget => "refused: more than the budget",
            PlanVerdict.AboveCeiling => "refused: did not fit lately",
            _ => "",
        },
    ];
}
