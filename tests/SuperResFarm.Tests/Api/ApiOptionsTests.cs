using SuperResFarm.Api.Settings;

namespace SuperResFarm.Tests.Api;

public class ApiOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreGood() => Assert.True(new ApiOptionsValidator().Validate(null, new ApiOptions()).Succeeded);

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("https://farm.example:8443")]
    [InlineData("http://*:8080;http://+:8081")]
    [InlineData("http://[::1]:8080/")]
    public void Validate_Urls_AreGood(string url) => Assert.True(new ApiOptionsValidator().Validate(null, new ApiOptions { Url = url }).Succeeded);

    [Fact]
    public void Validate_EveryMistake_IsToldAtOnceWithItsKey()
    {
        var wrong = new ApiOptions
        {
            Url = "ftp://x",
            Scratch = "relative",
            MaxBodyBytes = 1,
            MaxManifestBytes = -1,
            MaxItems = 0,
            CrawlInRequest = 100_001,
            ParallelCrawls = 0,
            Tenant = "Acme Inc",
            ReadPrefixes = ["s3://good/", "nonsense"],
            WritePrefixes = ["s3://bucket/open-ended"],
            Retention = TimeSpan.FromMinutes(59),
            RetentionSweep = TimeSpan.Zero,
            Estimates = new() { Sample = -1, JobSample = 10_001, TimeLimit = TimeSpan.FromHours(1), DeviceHourPrice = double.NaN },
            ReportBatch = 0,
            ReportPrefetch = 1_000_000,
        };
        var failures = new ApiOptionsValidator().Validate(null, wrong).Failures!.ToList();
        string[] keys = ["Url", "Scratch", "MaxBodyBytes", "MaxManifestBytes", "MaxItems", "CrawlInRequest", "ParallelCrawls", "Tenant", "ReadPrefixes:1", "WritePrefixes:0", "Estimates:Sample", "Estimates:JobSample", "Estimates:TimeLimit", "Estimates:DeviceHourPrice", "Retention ", "RetentionSweep", "ReportBatch", "ReportPrefetch"];
        Assert.Equal(keys.Length, failures.Count);
        Assert.All(keys, key => Assert.Contains(failures, failure => failure.StartsWith($"Api:{key}", StringComparison.Ordinal)));
    }
}
