using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Api;

public class OutputTemplateTests
{
    private static readonly Dictionary<string, string> _labels = new() { ["project"] = "old maps", ["path"] = "../../etc", ["up"] = "..", ["dot"] = ".", ["empty"] = "", ["back"] = "a\\b" };

    [Theory]
    [InlineData("{dir}/{stem}_{size}.{ext}", "a/b/cat.jpg", "a/b/cat_x4.png")]
    [InlineData("{dir}/{stem}_{size}.{ext}", "cat.jpg", "cat_x4.png")]
    [InlineData("large/{dir}/{stem}.{ext}", "cat.jpg", "large/cat.png")]
    [InlineData("large/{dir}/{stem}.{ext}", "a/cat.jpg", "large/a/cat.png")]
    [InlineData("{dir}-large/{stem}.{ext}", "a/cat.jpg", "a-large/cat.png")]
    [InlineData("{dir}-large/{stem}.{ext}", "cat.jpg", "-large/cat.png")]
    [InlineData("{name}.{ext}", "a/cat.jpg", "cat.jpg.png")]
    [InlineData("{name}.{ext}", "a/cat", "cat.png")]
    [InlineData("{stem}.{sourceExt}.{ext}", "cat.tar.jpg", "cat.tar.jpg.png")]
    [InlineData("{model}/{number}.{ext}", "cat.jpg", "compact/42.png")]
    [InlineData("{number:6}.{ext}", "cat.jpg", "000042.png")]
    [InlineData("{number:1}.{ext}", "cat.jpg", "42.png")]
    [InlineData("{label:project}/{stem}.{ext}", "a/cat.jpg", "old maps/cat.png")]
    [InlineData("{{{stem}}}.{ext}", "cat.jpg", "{cat}.png")]
    [InlineData("{stem}{{x}}.{ext}", "cat.jpg", "cat{x}.png")]
    [InlineData("{stem}.png", "cat.jpg", "cat.png")]
    [InlineData("{stem}.{ext}", ".hidden", ".hidden.png")]
    [InlineData("{dir}/result.png", "a/cat.jpg", "a/result.png")]
    public void Of_Placeholders_AreWhatTheySay(string template, string source, string name) =>
        Assert.Equal(name, OutputTemplate.Parse(template, _labels, namesFormat: false).Of(new TemplateFacts(source, "png", "compact", "x4", 42)));

    [Theory]
    [InlineData("", "1 to 1024 characters")]
    [InlineData("fixed.{ext}", "gives all results one name")]
    [InlineData("{model}_{size}.{ext}", "gives all results one name")]
    [InlineData("/{stem}.{ext}", "must not begin with a slash")]
    [InlineData("../{stem}.{ext}", "name of an object")]
    [InlineData("a/../../{stem}.{ext}", "name of an object")]
    [InlineData("./{stem}.{ext}", "name of an object")]
    [InlineData("a//{stem}.{ext}", "name of an object")]
    [InlineData("{stem}.{ext}/", "must be the name of an object")]
    [InlineData("..\\{stem}.{ext}", "name of an object")]
    [InlineData("%2e%2e/{stem}.{ext}", "name of an object")]
    [InlineData("a%2f{stem}.{ext}", "name of an object")]
    [InlineData("{stem}\n.{ext}", "name of an object")]
    [InlineData("{stem}\0.{ext}", "name of an object")]
    [InlineData("{stem}\u202e.{ext}", "name of an object")]
    [InlineData("{stem.{ext}", "is not known; there are {dir}, {stem}, {name}")]
    [InlineData("{stem}.{ext", "never closed")]
    [InlineData("{stem}}.{ext}", "closes nothing")]
    [InlineData("{}.{ext}", "is not known")]
    [InlineData("{Stem}.{ext}", "is not known")]
    [InlineData("{job}/{stem}.{ext}", "not known before it is accepted")]
    [InlineData("{number:0}.{ext}", "1 to 9")]
    [InlineData("{number:99999999999}.{ext}", "1 to 9")]
    [InlineData("{number:-1}.{ext}", "1 to 9")]
    [InlineData("{label:none}/{stem}.{ext}", "has no such label; it has back, dot, empty, path, project, up")]
    [InlineData("{label:path}/{stem}.{ext}", "cannot be part of a name")]
    [InlineData("{label:up}/{stem}.{ext}", "cannot be part of a name")]
    [InlineData("{label:empty}/{stem}.{ext}", "cannot be part of a name")]
    [InlineData("{label:back}/{stem}.{ext}", "cannot be part of a name")]
    [InlineData("{stem}", "must end in .{ext}")]
    [InlineData("{stem}.txt", "must end in .{ext}")]
    [InlineData("{stem}{ext}", "must end in .{ext}")]
    [InlineData("{stem}.gif", "must end in .{ext}")]
    public void Parse_Hostile_IsRefusedWithTheRemedy(string template, string message)
    {
        var fault = Assert.Throws<FarmException>(() => OutputTemplate.Parse(template, _labels, namesFormat: false));
        Assert.Equal((FailureCode.SettingsInvalid, Disposition.Reject), (fault.Code, fault.Next));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooLong_IsRefused() => Assert.Throws<FarmException>(() => OutputTemplate.Parse($"{new string('a', OutputTemplate.Longest)}{{stem}}.png", null, namesFormat: false));

    [Theory]
    [InlineData("{stem}/x.{ext}", "a/...png")]
    [InlineData("{stem}-{model}.{ext}", "{long}.png")]
    public void Item_WhoseNameWouldLeadElsewhere_IsRefused(string template, string key)
    {
        var mistakes = new List<ItemMistake>();
        var source = key.Replace("{long}", new string('a', 1015), StringComparison.Ordinal);
        new ItemRules(Plan(OutputTemplate.Parse(template, null, namesFormat: false))).Of(new ItemRequest($"s3://bucket/{source}"), mistakes);
        Assert.Equal(("target", FailureCode.AddressInvalid), (Assert.Single(mistakes).Part, mistakes[0].Code));
    }

    [Fact]
    public void Item_BelowAPrefix_TakesWhatFollowsItAndItsOwnParameters()
    {
        var mistakes = new List<ItemMistake>();
        var plan = Plan(OutputTemplate.Parse("{dir}/{number:4}-{stem}-{model}-{size}.{ext}", null, namesFormat: false)) with { Prefix = ObjectPrefix.Parse("s3://bucket/scans/") };
        Assert.Equal("s3://results/out/1912/0007-a-compact-x4.tif", new ItemRules(plan).Of(new ItemRequest("s3://bucket/scans/1912/a.tif"), mistakes, 7).Target);
        Assert.Equal("s3://results/other.png", new ItemRules(plan).Of(new ItemRequest("s3://bucket/scans/1912/a.tif", "s3://results/other.png"), mistakes, 7).Target);
        Assert.Empty(mistakes);
        new ItemRules(Plan(OutputTemplate.Parse("{stem}.png", null, namesFormat: true), "jpg")).Of(new ItemRequest("s3://bucket/a.tif"), mistakes);
        Assert.Contains("contradict", Assert.Single(mistakes).Detail, StringComparison.Ordinal);
    }

    private static JobPlan Plan(OutputTemplate template, string? format = null) => new()
    {
        Parameters = new UpscaleParameters { Model = "compact", Format = format },
        Output = ObjectPrefix.Parse("s3://results/out/"),
        Template = template,
        Size = "x4",
        Access = new AccessRules(null, null),
    };
}
