using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace SuperResFarm.Storage.S3;

/// <summary>Makes clients as the options say.</summary>
internal static class S3Clients
{
    /// <returns>When checksums are used, once it is known whose server it is.</returns>
    public static ChecksumMode ModeOf(S3Options options) =>
        options.Checksums is ChecksumMode.Auto ? options.Endpoint is not null ? ChecksumMode.WhenRequired : ChecksumMode.WhenSupported : options.Checksums;

    /// <summary>A client.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="endpoint">Which of their endpoints.</param>
    public static AmazonS3Client Create(S3Options options, string? endpoint)
    {
        var named = options.Endpoint is not null;
        var mode = ModeOf(options);
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle ?? named,
            RequestChecksumCalculation = mode is ChecksumMode.WhenRequired ? RequestChecksumCalculation.WHEN_REQUIRED : RequestChecksumCalculation.WHEN_SUPPORTED,
            ResponseChecksumValidation = mode is ChecksumMode.WhenRequired ? ResponseChecksumValidation.WHEN_REQUIRED : ResponseChecksumValidation.WHEN_SUPPORTED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.Retries,
            // One busy moment must not use up the repetitions of every other request of the process.
            ThrottleRetries = false,
            Timeout = options.Timeout,
            AllowAutoRedirect = false,
        };
        if (endpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        else
            (config.ServiceURL, config.AuthenticationRegion) = (endpoint, options.Region);
        return options switch
        {
            { AccessKey: { } key, SecretKey: { } secret, SessionToken: { } token } => new(new SessionAWSCredentials(key, secret, token), config),
            { AccessKey: { } key, SecretKey: { } secret } => new(new BasicAWSCredentials(key, secret), config),
            _ => new(config),
        };
    }
}
