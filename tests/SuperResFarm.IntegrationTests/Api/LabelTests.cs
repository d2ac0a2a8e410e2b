using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class LabelTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Jobs_AreFoundByWhatIsNotedWithThem(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var ids = new List<Guid>();
        foreach (var (project, priority) in new[] { ("maps", Priority.Bulk), ("maps", Priority.High), ("a:b&c=d/é", Priority.Bulk), ("maps", Priority.Bulk) })
            ids.Add((await farm.SubmitAsync(TestFarm.Request(new ItemRequest("s3://images/0.png")) with { Priority = priority, Labels = Labels(("project", project), ("n", $"{ids.Count}")) })).Id);
        await farm.Http.PostAsync($"/v1/jobs/{ids[3]}/cancel", null);
        var job = await farm.JobAsync(ids[2]);
        Assert.Equal([("n", "2"), ("project", "a:b&c=d/é")], job.Labels!.Select(label => (label.Key, label.Value)));
        Assert.Equal([ids[3], ids[1], ids[0]], await ListAsync("label=project:maps"));
        Assert.Equal([ids[3], ids[0]], await ListAsync("label=project:maps&priority=bulk"));
        Assert.Equal([ids[3]], await ListAsync("label=project:maps&priority=bulk&state=cancelled"));
        Assert.Equal([ids[2]], await ListAsync($"label={Uri.EscapeDataString("project:a:b&c=d/é")}"));
        Assert.Equal([ids[1]], await ListAsync("label=project:maps&label=n:1"));
        Assert.Empty(await ListAsync($"label=project:maps&createdBefore={Uri.EscapeDataString((await farm.JobAsync(ids[0])).CreatedAt.ToString("O"))}"));
        Assert.Equal(3, (await ListAsync("label=project:maps&createdAfter=2020-01-01T00:00:00Z")).Count);

        async Task<List<Guid>> ListAsync(string query)
        {
            var (found, cursor) = (new List<Guid>(), "");
            do
            {
                var page = await farm.GetAsync<Page<JobBody>>($"/v1/jobs?limit=1&{query}{cursor}");
                found.AddRange(page.Items.Select(one => one.Id));
                cursor = page.NextCursor is { } next ? $"&cursor={next}" : "";
            }
            while (cursor.Length > 0);
            return found;
        }
    }

    [Fact]
    public async Task Cursor_OfOtherFilters_Is400()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        for (var job = 0; job < 3; job++)
            await farm.SubmitAsync(TestFarm.Request(new ItemRequest("s3://images/0.png"), new ItemRequest("s3://images/1.png")) with { Labels = Labels(("a", "b")) });
        var plain = (await farm.GetAsync<Page<JobBody>>("/v1/jobs?limit=1")).NextCursor!;
        var labelled = (await farm.GetAsync<Page<JobBody>>("/v1/jobs?limit=1&label=a:b")).NextCursor!;
        foreach (var query in new[] { $"label=a:b&cursor={plain}", $"cursor={labelled}", $"label=a:c&cursor={labelled}", $"label=a:b&state=accepted&cursor={labelled}" })
            await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs?{query}"), 400, "cursor-invalid");
        Assert.Single((await farm.GetAsync<Page<JobBody>>($"/v1/jobs?limit=1&label=a:b&cursor={labelled}")).Items);
        var id = (await farm.GetAsync<Page<JobBody>>("/v1/jobs?limit=1")).Items[0].Id;
        var items = (await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{id}/items?limit=1&source=s3://images/")).NextCursor!;
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{id}/items?cursor={items}"), 400, "cursor-invalid");
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{id}/items?source=s3://images/1&cursor={items}"), 400, "cursor-invalid");
        Assert.Equal(1, Assert.Single((await farm.GetAsync<Page<ItemBody>>($"/v1/jobs/{id}/items?limit=1&source=s3://images/&cursor={items}")).Items).Number);
    }

    [Theory]
    [InlineData("jobs?state=lost", "state-invalid")]
    [InlineData("jobs?state=0", "state-invalid")]
    [InlineData("jobs?priority=urgent", "priority-invalid")]
    [InlineData("jobs?label=maps", "label-invalid")]
    [InlineData("jobs?label=Maps:x", "label-invalid")]
    [InlineData("jobs?label=a:%00", "label-invalid")]
    [InlineData("jobs?createdAfter=yesterday", "time-invalid")]
    [InlineData("jobs?createdBefore=99999-01-01", "time-invalid")]
    [InlineData("jobs/0198c0de-0000-7000-8000-000000000001/items?errorCode=bad", "error-code-invalid")]
    [InlineData("jobs/0198c0de-0000-7000-8000-000000000001/items?status=lost", "status-invalid")]
    public async Task Filters_ThatAreNone_Are400(string path, string code)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/{path}"), 400, code);
    }

    [Fact]
    public async Task Labels_ThatCannotBe_AreToldByTheirNames()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var request = TestFarm.Request(new ItemRequest("s3://images/0.png"));
        string[] names = ["", "A", "1a", "-a", "a b", "a/b", "a~b", "é", "a\u0000", "a\n", new('a', 64)];
        foreach (var name in names)
        {
            var problem = await TestFarm.ProblemAsync(await farm.PostAsync(request with { Labels = Labels((name, "x")) }), 422, "settings-invalid");
            Assert.Equal($"/labels/{name.Replace("~", "~0").Replace("/", "~1")}", Assert.Single(problem.Errors!).Pointer);
        }
        foreach (var value in new[] { "\u0000", "a\nb", "\u001b[2J", "\u0085", new string('x', 256) })
            Assert.Equal("/labels/a", Assert.Single((await TestFarm.ProblemAsync(await farm.PostAsync(request with { Labels = Labels(("a", value)) }), 422)).Errors!).Pointer);
        var many = Enumerable.Range(0, 21).ToDictionary(at => $"a{at}", _ => "");
        Assert.Equal("/labels", Assert.Single((await TestFarm.ProblemAsync(await farm.PostAsync(request with { Labels = many }), 422)).Errors!).Pointer);
        foreach (var json in new[] { """{"a":1}""", """{"a":"\ud800"}""", """{"a":"b","a":"c"}""", """["a"]""" })
        {
            using var body = new StringContent($$"""{"items":[{"source":"s3://images/0.png"}],"output":"s3://results/","parameters":{"model":"bicubic"},"labels":{{json}}}""", System.Text.Encoding.UTF8, "application/json");
            await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/jobs", body), 400, "json-invalid");
        }
        Assert.Empty((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
    }

    [Fact]
    public async Task Labels_InAnotherOrder_AreTheSameSubmission()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var request = TestFarm.Request(new ItemRequest("s3://images/0.png"));
        var first = await farm.SubmitAsync(request with { Labels = Labels(("a", "1"), ("b", "2")) }, ("Idempotency-Key", "k"));
        Assert.Equal(first.Id, (await farm.SubmitAsync(request with { Labels = Labels(("b", "2"), ("a", "1")) }, ("Idempotency-Key", "k"))).Id);
        await TestFarm.ProblemAsync(await farm.PostAsync(request with { Labels = Labels(("a", "2"), ("b", "2")) }, ("Idempotency-Key", "k")), 422, "idempotency-key-reused");
    }

    private static Dictionary<string, string> Labels(params (string Name, string Value)[] labels) => labels.ToDictionary(label => label.Name, label => label.Value);
}
