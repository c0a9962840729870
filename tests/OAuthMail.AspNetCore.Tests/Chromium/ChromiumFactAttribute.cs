namespace OAuthMail.AspNetCore.Tests.Chromium;

/// <summary>A test that is skipped if there is no Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public ChromiumFactAttribute()
    {
        if (Program is null) Skip = $"There is no Chromium ({string.Join(", ", Places)}). Install the Debian package chromium.";
    }

    public static string? Program => Places.FirstOrDefault(File.Exists);
}
