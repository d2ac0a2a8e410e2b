using System.Text.Json;
using System.Text.RegularExpressions;

namespace SuperResFarm.IntegrationTests.Operations;

/// <summary>A query that operators are given.</summary>
/// <param name="File">Where it stands.</param>
/// <param name="Place">Panel, variable or rule.</param>
/// <param name="Expression">In PromQL, without variables.</param>
internal sealed record ShippedQuery(string File, string Place, string Expression);

/// <summary>Every query of <c>deploy</c>: panels and variables of the dashboards, recording rules and alerts.</summary>
internal static partial class ShippedQueries
{
    /// <summary>Queries of dashboards and recording rules; each must give something while the farm works.</summary>
    public static IEnumerable<ShippedQuery> OfPanelsAndRules => [.. OfDashboards(), .. OfRules("record")];

    /// <summary>What alerts are made of: usually they give nothing, but each selector in them must.</summary>
    public static IEnumerable<ShippedQuery> OfAlerts => OfRules("alert").SelectMany(alert =>
        Selector().Matches(alert.Expression).Select(match => match.Value).Distinct().Select(selector => alert with { Expression = selector }));

    /// <summary>Alerts as they are, to be parsed.</summary>
    public static IEnumerable<ShippedQuery> Alerts => OfRules("alert");

    /// <summary>Folder of the shipped files.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "deploy");

    private static IEnumerable<ShippedQuery> OfDashboards()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Folder, "dashboards"), "*.json").Order())
        {
            using var dashboard = JsonDocument.Parse(File.ReadAllText(path));
            var file = Path.GetFileName(path);
            foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _)))
                foreach (var target in panel.GetProperty("targets").EnumerateArray())
                    yield return new(file, panel.GetProperty("title").GetString()!, Plain(target.GetProperty("expr").GetString()!));
            foreach (var variable in dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray())
                if (variable.TryGetProperty("definition", out var definition))
                    yield return new(file, $"${variable.GetProperty("name").GetString()}", LabelValues().Match(definition.GetString()!).Groups[1].Value);
        }
    }

    private static IEnumerable<ShippedQuery> OfRules(string kind)
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Folder, "rules"), "*.yml").Order())
            foreach (Match rule in Rule().Matches(File.ReadAllText(path)))
                if (rule.Groups["kind"].Value == kind)
                    yield return new(Path.GetFileName(path), rule.Groups["name"].Value, rule.Groups["expr"].Value.Trim());
    }

    // Grafana puts these in.
    private static string Plain(string expression) => Variable().Replace(expression.Replace("$__rate_interval", "1m", StringComparison.Ordinal).Replace("$__range", "5m", StringComparison.Ordinal), ".*");

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^label_values\((.*), \w+\)$")]
    private static partial Regex LabelValues();

    // Names of metrics that the farm, its broker and GPUs have, each with its matchers.
    [GeneratedRegex(@"\b(?:superres[_:]|rabbitmq_|DCGM_|target_info)[\w:]*(?:\{[^}]*\})?")]
    private static partial Regex Selector();

    // An expression on the line of its key, or on the more deeply indented lines below it.
    [GeneratedRegex(@"- (?<kind>record|alert): (?<name>\S+)\n +expr: (?:\|-?\n(?<expr>(?: {10,}.*\n)+)|(?<expr>.+)\n)")]
    private static partial Regex Rule();
}
