using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class DocumentTests(JobsServers servers)
{
    [Fact]
    public async Task OpenApi_EveryRoute_IsInItWithSummaryAndAnswers()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        using var document = JsonDocument.Parse(await farm.Http.GetStringAsync("/openapi/v1.json"), new() { AllowDuplicateProperties = false });
        var paths = document.RootElement.GetProperty("paths");
        var routes = farm.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct()
            .Select(route => (Path: Documented(route.RoutePattern), Methods: route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]))
            .Where(route => route.Path != "/openapi/v1.json" && !route.Path.StartsWith("/docs", StringComparison.Ordinal)).ToList();
        Assert.True(routes.Count >= 11, $"{routes.Count} routes");
        foreach (var (path, methods) in routes)
            foreach (var method in methods)
            {
                Assert.True(paths.TryGetProperty(path, out var operations) && operations.TryGetProperty(method.ToLowerInvariant(), out _), $"{method} {path} is missing");
                var operation = operations.GetProperty(method.ToLowerInvariant());
                Assert.False(string.IsNullOrEmpty(operation.GetProperty("summary").GetString()), $"{method} {path} has no summary");
                Assert.False(string.IsNullOrEmpty(operation.GetProperty("operationId").GetString()));
                var answers = operation.GetProperty("responses");
                Assert.Contains(answers.EnumerateObject(), answer => answer.Name.StartsWith('2'));
                if (path.StartsWith("/v1/", StringComparison.Ordinal))
                    foreach (var error in answers.EnumerateObject().Where(answer => answer.Name[0] is '4' or '5'))
                        Assert.EndsWith("/ProblemBody", error.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString());
                if (path.Contains("{id}", StringComparison.Ordinal))
                    Assert.True(answers.TryGetProperty("404", out _));
            }
    }

    [Fact]
    public async Task OpenApi_References_AllLeadSomewhere()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        using var document = JsonDocument.Parse(await farm.Http.GetStringAsync("/openapi/v1.json"));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        var references = References(document.RootElement).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(schemas.TryGetProperty(reference["#/components/schemas/".Length..], out _), reference));
        var priority = schemas.GetProperty("Priority").GetProperty("enum").EnumerateArray().Select(word => word.GetString());
        Assert.Equal(["high", "normal", "bulk"], priority);
        var parameters = document.RootElement.GetProperty("paths").GetProperty("/v1/jobs/{id}/items").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => parameter.GetProperty("schema"));
        Assert.Equal(1000, parameters["limit"].GetProperty("maximum").GetInt32());
        Assert.Equal(6, parameters["status"].GetProperty("enum").GetArrayLength());
        Assert.Equal("uuid", parameters["id"].GetProperty("format").GetString());
    }

    private static string Documented(Microsoft.AspNetCore.Routing.Patterns.RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            _ => throw new InvalidOperationException(part.ToString()),
        }))));

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
