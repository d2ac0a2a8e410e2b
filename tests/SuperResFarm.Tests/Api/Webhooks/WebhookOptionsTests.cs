using SuperResFarm.Api.Webhooks;

namespace SuperResFarm.Tests.Api.Webhooks;

public class WebhookOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreGood() => Assert.True(new WebhookOptionsValidator().Validate(null, new WebhookOptions()).Succeeded);

    [Fact]
    public void Validate_EveryMistake_IsToldAtOnceWithItsKey()
    {
        var wrong = new WebhookOptions
        {
            AllowPrivate = ["10.0.0.0/8", "intranet", "10.0.0.0/33"],
            KeyFile = "/nowhere/key",
            MaxPerTenant = 0,
            Parallel = 0,
            ParallelEach = 9,
            Timeout = TimeSpan.FromHours(1),
            FirstPause = TimeSpan.Zero,
            LongestPause = TimeSpan.FromDays(2),
            GiveUpAfter = TimeSpan.Zero,
            DisableAfter = TimeSpan.Zero,
            Overlap = TimeSpan.FromDays(-1),
            LogLife = TimeSpan.Zero,
            Poll = TimeSpan.Zero,
        };
        var failures = new WebhookOptionsValidator().Validate(null, wrong).Failures!.ToList();
        string[] keys =
        [
            "AllowPrivate:1", "AllowPrivate:2", "KeyFile", "MaxPerTenant", "Parallel ", "ParallelEach", "Timeout", "FirstPause", "LongestPause", "GiveUpAfter", "DisableAfter", "Overlap", "LogLife", "Poll",
        ];
        Assert.Equal(keys.Length, failures.Count);
        Assert.All(keys, key => Assert.Contains(failures, failure => failure.StartsWith($"Webhooks:{key}", StringComparison.Ordinal)));
    }
}
