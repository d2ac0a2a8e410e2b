using System.Text.RegularExpressions;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public partial class PageTests(JobsServers servers)
{
    [Fact]
    public async Task Docs_ScriptsAndDocument_ComeFromTheServiceAlone()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        using var answer = await farm.Http.GetAsync(new Uri("/docs/", UriKind.Relative));
        Assert.Equal("text/html", answer.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        var page = await answer.Content.ReadAsStringAsync();
        var scripts = Script().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
            Assert.True((await farm.Http.GetStringAsync(new Uri($"/docs/{script}", UriKind.Relative))).Length > 100, script);
        Assert.Contains("openapi/v1.json", page, StringComparison.Ordinal);
        Assert.DoesNotContain("//", page.Replace("<!doctype", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Script();
}
