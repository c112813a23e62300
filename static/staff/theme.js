// Light or dark is one choice for the community and the desk: the cookie of the public pages also rules the admin.
{
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/)?.[1] ?? "auto";
  try {
    localStorage.setItem("theme", chosen);
  } catch {
    // Without storage the system decides, as everywhere else.
  }
}
