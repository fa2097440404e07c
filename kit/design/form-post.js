// Posts the authorization response (OAuth 2.0 Form Post Response Mode); the page's button does the same.
// From the prototype, since a parameter could be named "submit".
HTMLFormElement.prototype.submit.call(document.getElementById('form-post'))
