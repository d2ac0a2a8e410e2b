namespace SuperResFarm.Api.Problems;

/// <summary>What every answer tells browsers: take it for what it says it is, and load nothing from it.</summary>
internal static class AnswerHeaders
{
    public static void Apply(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    }
}
