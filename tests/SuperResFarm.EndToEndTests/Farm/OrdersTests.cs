using System.Diagnostics;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>A real farm does what single images ask for, names results by a template, finds jobs by their labels, and forgets them.</summary>
public sealed class OrdersTests : IDisposable
{
    private const string Results = "s3://results/old maps";

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Job_WithTemplateLabelsAndWishes_IsDoneFoundAndDeletedWithItsResults()
    {
        await using var farm = await RealFarm.StartAsync(_work);
        _work.Variables["SUPERRES_FARM"] = farm.Url;
        Picture.Draw(farm.PathOf("s3://photos/a/x.png"));
        Picture.Draw(farm.PathOf("s3://photos/b/x.png"));
        File.WriteAllText(_work["list.csv"], """
            source,parameters.model,parameters.outScale,parameters.format
            s3://photos/a/x.png,,,
            s3://photos/b/x.png,lanczos,3,jpg
            s3://photos/b/x.png,none,,

            """);
        var submitted = await _work.RunAsync("submit", "--manifest", "list.csv", "-o", "s3://results/", "-n", "bicubic", "-s", "2", "--label", "project=old maps",
            "--output-template", "{label:project}/{dir}-{stem}-{model}-{size}.{ext}", "--watch");
        var id = submitted.Exits(1).Out.Split('\n')[0];
        Assert.True(File.Exists(farm.PathOf($"{Results}/a-x-bicubic-x2.png")));
        Assert.True(File.Exists(farm.PathOf($"{Results}/b-x-lanczos-x3.jpg")));
        Assert.Contains(id, (await _work.RunAsync("jobs", "--label", "project=old maps", "--state", "completed")).Exits(0).Out, StringComparison.Ordinal);
        Assert.DoesNotContain(id, (await _work.RunAsync("jobs", "--label", "project=new maps")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Contains("parameters.model: there is no model 'none' here", (await _work.RunAsync("jobs", id, "--items", "--error-code", "model-unknown")).Exits(0).Out, StringComparison.Ordinal);
        Assert.StartsWith("[0]", (await _work.RunAsync("jobs", id, "--items", "--source", "s3://photos/a/")).Exits(0).Out, StringComparison.Ordinal);

        File.WriteAllText(farm.PathOf($"{Results}/mine.txt"), "of somebody else");
        (await _work.RunAsync("delete", id, "--results", "--yes")).Exits(0);
        (await _work.RunAsync("jobs", id)).Exits(2).SaysInOneLine("There is no job");
        for (var since = Stopwatch.StartNew(); File.Exists(farm.PathOf($"{Results}/a-x-bicubic-x2.png")) || File.Exists(farm.PathOf($"{Results}/b-x-lanczos-x3.jpg")); await Task.Delay(100))
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), "The results stay.");
        Assert.True(File.Exists(farm.PathOf($"{Results}/mine.txt")));
    }

    [Fact]
    public async Task Template_ThatIsNone_IsToldByItsOption()
    {
        await using var farm = await RealFarm.StartAsync(_work);
        (await _work.RunAsync("submit", "s3://photos/a.png", "-o", "s3://results/", "-n", "bicubic", "--output-template", "../{stem}.{ext}", "--farm", farm.Url)).Exits(2).SaysInOneLine("--output-template", "must be the name of an object");
    }
}
