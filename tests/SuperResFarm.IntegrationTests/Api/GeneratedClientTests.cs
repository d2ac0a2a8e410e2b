using System.Net.Http.Json;
using System.Text.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class GeneratedClientTests(JobsServers servers)
{
    [Fact]
    public async Task Client_MadeOfTheDocument_CompilesSubmitsAndReads()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var client = await GeneratedClient.MakeAsync(await farm.Http.GetStringAsync("/openapi/v1.json"), farm.Http);
        foreach (var method in new[] { "SubmitJobAsync", "ListJobsAsync", "GetJobAsync", "CancelJobAsync", "RetryJobAsync", "ListModelsAsync", "CreateUploadAsync", "PutUploadAsync", "ListLinksAsync", "GetLinkAsync", "GetContentAsync" })
            Assert.Contains(method, client.Methods);

        var items = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(client.New("ItemRequest").GetType()))!;   // a list has an instance
        items.Add(client.New("ItemRequest", ("Source", "s3://photos/cat.png")));
        var request = client.New("JobRequest", ("Items", items), ("Output", "s3://results/"), ("Parameters", client.New("UpscaleParameters", ("Model", "bicubic"))));
        var submitted = await client.CallAsync("SubmitJobAsync", null, "from-a-generated-client", null, request);
        var id = (Guid)GeneratedClient.Member(submitted, "Id")!;   // every job has one

        var read = await client.CallAsync("GetJobAsync", id);
        Assert.Equal(id, GeneratedClient.Member(read, "Id"));
        Assert.Equal(1, GeneratedClient.Member(GeneratedClient.Member(read, "Counts")!, "Total"));
        Assert.Equal(id, (await farm.Http.GetFromJsonAsync<JobBody>($"/v1/jobs/{id}", FarmJson.Options))?.Id);
    }

    [Fact]
    public async Task Document_Examples_AreAcceptedByTheService()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:AcceptUnknownModels"] = "true", ["Api:UploadPrefix"] = "s3://uploads/" });
        using var document = JsonDocument.Parse(await farm.Http.GetStringAsync("/openapi/v1.json"));
        var content = document.RootElement.GetProperty("paths").GetProperty("/v1/jobs").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        var (asked, request) = (0, Uri.EscapeDataString("{\"output\":\"s3://results/\",\"parameters\":{\"model\":\"bicubic\"}}"));
        foreach (var kind in content.EnumerateObject())
            foreach (var example in kind.Value.GetProperty("examples").EnumerateObject())
            {
                var value = example.Value.GetProperty("value");
                using var body = new StringContent(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), null, kind.Name);
                using var answer = await farm.Http.PostAsync(new Uri(kind.Name == "application/json" ? "/v1/jobs" : $"/v1/jobs?request={request}", UriKind.Relative), body);
                var said = await answer.Content.ReadAsStringAsync();
                // Only what an example points at may be missing here.
                Assert.True(answer.IsSuccessStatusCode || said.Contains("source-missing", StringComparison.Ordinal) || said.Contains("no images", StringComparison.Ordinal), $"{kind.Name} {example.Name}: {said}");
                asked++;
            }
        Assert.Equal(8, asked);
        var upload = document.RootElement.GetProperty("paths").GetProperty("/v1/uploads").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        using var files = new StringContent(upload.GetProperty("examples").GetProperty("Two files").GetProperty("value").GetRawText(), null, "application/json");
        await TestFarm.BodyAsync<UploadBody>(await farm.Http.PostAsync("/v1/uploads", files), 201);
    }
}
