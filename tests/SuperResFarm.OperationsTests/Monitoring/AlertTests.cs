using System.Text.RegularExpressions;

namespace SuperResFarm.OperationsTests.Monitoring;

public partial class AlertTests
{
    private static readonly string _prometheus = Repository.PathOf("deploy/prometheus");

    [PromtoolFact]
    public async Task Rules_AreValid()
    {
        var (code, said) = await Promtool.RunAsync(["check", "rules", .. Directory.GetFiles(Path.Combine(_prometheus, "rules"), "*.yml")]);
        Assert.True(code == 0, said);
    }

    [PromtoolFact]
    public async Task Configuration_IsValid()
    {
        var (code, said) = await Promtool.RunAsync("check", "config", "--syntax-only", Path.Combine(_prometheus, "prometheus.yml"));
        Assert.True(code == 0, said);
    }

    [PromtoolFact]
    public async Task Alerts_FireWhenTheyShouldAndOnlyThen()
    {
        var (code, said) = await Promtool.RunAsync("test", "rules", Path.Combine(_prometheus, "tests", "alerts.yml"));
        Assert.True(code == 0, said);
    }

    [Fact]
    public void Alerts_EachIsTestedFiringAndSilentAndExplained()
    {
        var tests = File.ReadAllText(Path.Combine(_prometheus, "tests", "alerts.yml"));
        var handbook = File.ReadAllText(Repository.PathOf("docs/operations.md"));
        var alerts = Alert().Matches(File.ReadAllText(Path.Combine(_prometheus, "rules", "alerts.yml"))).Select(match => match.Groups[1].Value).ToList();
        Assert.True(alerts.Count > 10, $"Only {alerts.Count} alerts were found.");
        Assert.All(alerts, alert =>
        {
            Assert.Matches($@"alertname: {alert}, exp_alerts: \[\]", tests);
            Assert.Matches($@"alertname: {alert}\n +exp_alerts:\n +- exp_labels", tests);
            Assert.Contains($"`{alert}`", handbook, StringComparison.Ordinal);
        });
        foreach (var part in new[] { "summary", "description", "runbook", "severity" })
            Assert.Equal(alerts.Count, Regex.Count(File.ReadAllText(Path.Combine(_prometheus, "rules", "alerts.yml")), $@"\b{part}: "));
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();
}
