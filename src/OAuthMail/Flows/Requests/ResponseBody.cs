namespace OAuthMail.Flows.Requests;

/// <summary>Reads the body of a response up to a maximum length.</summary>
internal static class ResponseBody
{
    /// <summary>Reads the body.</summary>
    /// <param name="content">The content of the response.</param>
    /// <param name="maximumLength">How much is read, in octets. The rest is ignored.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The body, and whether it is longer than the maximum or exactly as long.</returns>
    public static async Task<(byte[] Body, bool IsTruncated)> ReadAsync(
        HttpContent content, int maximumLength, CancellationToken cancellationToken)
    {
#if NET
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#else
        // Not all streams of .NET Framework observe the token. Closing the stream ends the read.
        var stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
        using var closing = cancellationToken.Register(static s => ((Stream)s!).Dispose(), stream);
#endif
        using (stream)
        {
            var body = new byte[Math.Min(4096, maximumLength)];
            var length = 0;
            while (length < maximumLength)
            {
                if (length == body.Length) Array.Resize(ref body, Math.Min(length * 2, maximumLength));
                var read = await stream.ReadAsync(body.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    Array.Resize(ref body, length);
                    return (body, false);
                }

                length += read;
            }

            return (body, true);
        }
    }
}
