using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Api;

public class ItemRulesTests
{
    private static readonly JobPlan _plan = new()
    {
        Parameters = new UpscaleParameters { Model = "compact" },
        Output = ObjectPrefix.Parse("s3://results/out/"),
        Size = "x4",
        Access = new AccessRules(null, null),
    };

    [Theory]
    [InlineData("s3://bucket/a/cat.jpg", null, "s3://results/out/a/cat_compact_x4.jpg")]
    [InlineData("s3://bucket/a/cat.JPG", null, "s3://results/out/a/cat_compact_x4.JPG")]
    [InlineData("s3://bucket/cat.gif", null, "s3://results/out/cat_gif_compact_x4.png")]
    [InlineData("s3://bucket/cat", null, "s3://results/out/cat_compact_x4.png")]
    [InlineData("s3://bucket/cat.xyz", null, "s3://results/out/cat_xyz_compact_x4.png")]
    [InlineData("s3://bucket/cat.jpg", "png", "s3://results/out/cat_jpg_compact_x4.png")]
    [InlineData("folder://bucket/cat.png", "png", "s3://results/out/cat_compact_x4.png")]
    public void Of_NoTarget_IsMadeOfTheSourcesKey(string source, string? format, string target)
    {
        var item = Good(_plan with { Parameters = _plan.Parameters with { Format = format } }, new ItemRequest(source));
        Assert.Equal((source.Replace("folder:", "s3:", StringComparison.Ordinal), target), (item.Source, item.Target));
    }

    [Theory]
    [InlineData("s3://bucket/scans/", "s3://bucket/scans/2024/a.png", "s3://results/out/2024/a_compact_x4.png")]
    [InlineData("s3://bucket/scans/2024-", "s3://bucket/scans/2024-05/a.png", "s3://results/out/05/a_compact_x4.png")]
    [InlineData("s3://bucket/", "s3://bucket/a.png", "s3://results/out/a_compact_x4.png")]
    public void Of_UnderAPrefix_MirrorsWhatFollowsIt(string prefix, string source, string target) =>
        Assert.Equal(target, Good(_plan with { Prefix = ObjectPrefix.Parse(prefix) }, new ItemRequest(source)).Target);

    [Fact]
    public void Of_NamedTargetAndVersion_AreTaken()
    {
        var item = Good(_plan, new ItemRequest("s3://bucket/a.tif", "s3://elsewhere/b.png", "\"abc\""));
        Assert.Equal(("s3://elsewhere/b.png", "abc"), (item.Target, item.Version));
        Assert.Equal("s3://elsewhere/b.dat", Good(_plan with { Parameters = _plan.Parameters with { Format = "png" } }, new ItemRequest("s3://bucket/a.tif", "s3://elsewhere/b.dat")).Target);
    }

    [Theory]
    [InlineData("a.png", null, null, "source", FailureCode.AddressInvalid)]
    [InlineData("s3://bucket/../a.png", null, null, "source", FailureCode.AddressInvalid)]
    [InlineData("s3://bucket/a\u0007.png", null, null, "source", FailureCode.AddressInvalid)]
    [InlineData("s3://bucket/a.png", "s3://bucket/", null, "target", FailureCode.AddressInvalid)]
    [InlineData("s3://bucket/a.png", "s3://bucket/a.png", null, "target", FailureCode.OutputUnwritable)]
    [InlineData("s3://bucket/a.png", "s3://bucket/b.gif", null, "target", FailureCode.SettingsInvalid)]
    [InlineData("s3://bucket/a.png", "s3://bucket/b", null, "target", FailureCode.SettingsInvalid)]
    [InlineData("s3://bucket/a.png", "s3://bucket/b.bmp", null, "target", FailureCode.SettingsInvalid)]
    [InlineData("s3://bucket/a.png", null, "", "version", FailureCode.SettingsInvalid)]
    [InlineData("s3://bucket/a.png", null, "a\nb", "version", FailureCode.SettingsInvalid)]
    public void Of_Mistake_IsTold(string source, string? target, string? version, string part, FailureCode code)
    {
        var mistake = Assert.Single(Mistakes(_plan, new ItemRequest(source, target, version)));
        Assert.Equal((part, code), (mistake.Part, mistake.Code));
    }

    [Fact]
    public void Of_SeveralMistakes_AreAllTold() =>
        Assert.Equal(["source", "target", "version"], Mistakes(_plan, new ItemRequest("a", "b", "")).Select(mistake => mistake.Part));

    [Fact]
    public void Of_NoTargetAndNoOutput_IsAMistake() =>
        Assert.Contains("no output", Assert.Single(Mistakes(_plan with { Output = null }, new ItemRequest("s3://bucket/a.png"))).Detail);

    [Fact]
    public void Of_FormatAgainstTarget_IsAMistake() => Assert.Contains("contradict",
        Assert.Single(Mistakes(_plan with { Parameters = _plan.Parameters with { Format = "png" } }, new ItemRequest("s3://bucket/a.png", "s3://bucket/b.jpg"))).Detail);

    [Fact]
    public void Of_KeyThatGrowsTooLong_IsAMistake() =>
        Assert.Equal("target", Assert.Single(Mistakes(_plan, new ItemRequest($"s3://bucket/{new string('a', 1015)}.png"))).Part);

    [Fact]
    public void Of_OutsideOfWhatIsAllowed_IsForbidden()
    {
        var options = new ApiOptions { ReadPrefixes = ["s3://mine/in/"], WritePrefixes = ["s3://mine/out/"] };
        Assert.Empty(Mistakes(_plan, new ItemRequest("s3://mine/in/a.png", "s3://mine/out/b.png"), options));
        var mistakes = Mistakes(_plan, new ItemRequest("s3://mine/other/a.png", "s3://mine/in/b.png"), options);
        Assert.Equal([("source", FailureCode.AddressForbidden), ("target", FailureCode.AddressForbidden)], mistakes.Select(mistake => (mistake.Part, mistake.Code)));
    }

    private static NewItem Good(JobPlan plan, ItemRequest request)
    {
        var mistakes = new List<ItemMistake>();
        var item = Rules(plan, new ApiOptions()).Of(request, mistakes);
        Assert.Empty(mistakes);
        return item;
    }

    private static List<ItemMistake> Mistakes(JobPlan plan, ItemRequest request, ApiOptions? options = null)
    {
        var mistakes = new List<ItemMistake>();
        Rules(plan, options ?? new ApiOptions()).Of(request, mistakes);
        return mistakes;
    }

    private static ItemRules Rules(JobPlan plan, ApiOptions options) => new(plan with { Access = new AccessRules(Of(options.ReadPrefixes), Of(options.WritePrefixes)) });

    private static AllowedPrefixes? Of(IReadOnlyList<string> prefixes) => AccessRules.Of(prefixes.Count == 0 ? null : prefixes);
}
